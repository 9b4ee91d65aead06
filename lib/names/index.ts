/** Names that several folders share. This folder imports nothing. */
export * from './caller';
export * from './clean-text';
export * from './concepts';
export * from './naming';
export * from './notice-kinds';
export * from './order';
export * from './pull-roles';
export * from './reasons';
export * from './roles';
export * from './spoke-address';
export * from './stack-sets';
export * from './states';
export * from './tags';
export * from './version';
export * from './vpc-status';
export * from './workers';
