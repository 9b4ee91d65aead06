/** The StackSets of the management stack. The roles come first: the forward rules name one of them. */
export const STACK_SETS = ['wheelwright-roles', 'wheelwright-rules'] as const;
