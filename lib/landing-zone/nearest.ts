/** Levenshtein's distance, row by row; a swap of two neighbouring letters counts as two edits. */
const editDistance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of Array.from(from).entries()) {
    const next = [index + 1];
    for (const [column, other] of Array.from(to).entries()) {
      const substitute = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(substitute, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
};

/** The known words that may have been meant: the nearest ones, at most two edits away, in their order. */
const nearest = (word: string, known: readonly string[]): readonly string[] => {
  const measured = known.map((candidate) => ({
    candidate,
    distance: editDistance(word.toLowerCase(), candidate.toLowerCase()),
  }));
  const least = Math.min(2, ...measured.map(({ distance }) => distance));
  return measured.filter(({ distance }) => distance === least).map(({ candidate }) => candidate);
};

/** `did you mean "prod"?` where one known word, and no other, is near. */
export const didYouMean = (word: string, known: readonly string[]): string | undefined => {
  const [meant, another] = nearest(word, known);
  return meant === undefined || another !== undefined ? undefined : `did you mean "${meant}"?`;
};
