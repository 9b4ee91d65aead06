/** The region of global services. */
export const GLOBAL = 'us-east-1';
