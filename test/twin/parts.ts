/** The method by which an object shows what it keeps in private: `snapshot` finds everything else by itself. */
export const PARTS = Symbol('parts');
