const BEGIN = '<!-- `npm run readme` writes what follows. -->\n\n```\n';
const END = '\n```\n\n<!-- End of what `npm run readme` writes. -->';

/** The chapters that README shows, by how their headings begin. */
const SHOWN = ['■ Teams tag', '■ staging-1 loses', '■ Who reaches whom', '■ What one VPC costs'];

/** What README shows of the demo's output: nothing that depends on how fast the demo runs. */
export function excerptOf(output: string): string {
  const chapters = output.split(/\n(?=■ )/).filter((chapter) => SHOWN.some((start) => chapter.startsWith(start)));
  if (chapters.length !== SHOWN.length)
    throw new Error(`The output of the demo has ${chapters.length} chapters for README, expected ${SHOWN.length}.`);
  return chapters.map((chapter) => chapter.split('\n\n✓ verified')[0]?.trim() ?? '').join('\n\n');
}

/** README with the excerpt between its marks. */
export function withExcerpt(readme: string, excerpt: string): string {
  const [before, rest = ''] = readme.split(BEGIN);
  const [, after] = rest.split(END);
  if (before === undefined || after === undefined)
    throw new Error(`README.md lacks the marks "${BEGIN}" and "${END}".`);
  return `${before}${BEGIN}${excerpt}${END}${after}`;
}
