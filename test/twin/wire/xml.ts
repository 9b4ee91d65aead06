/** A parsed element. Names have lost their namespace prefix, attributes keep theirs. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

const TOKEN =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<!DOCTYPE[^>]*>|<(\/?)([^\s/>]+)([^>]*?)(\/?)>|([^<]+)/g;
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Parses a document as far as AWS's clients write them. Throws SyntaxError on anything that is not well-formed. */
export function parseXml(document: string): XmlElement {
  const top: XmlElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [top];
  for (const [, cdata, close, name = '', attributes = '', selfClosed, text] of document
    .replace(/\r\n/g, '\n')
    .matchAll(TOKEN)) {
    const current = open.at(-1);
    if (!current) throw new SyntaxError('More elements are closed than were opened.');
    if (cdata !== undefined) current.text += cdata;
    else if (text !== undefined) current.text += decodeEntities(text);
    else if (close) {
      if (current.name !== localName(name)) throw new SyntaxError(`</${name}> closes <${current.name}>.`);
      open.pop();
    } else if (name) {
      const element = { name: localName(name), attributes: parseAttributes(attributes), children: [], text: '' };
      current.children.push(element);
      if (!selfClosed) open.push(element);
    }
  }
  const [root] = top.children;
  if (!root || open.length !== 1) throw new SyntaxError('The document is not complete.');
  return root;
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);
const parseAttributes = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(ATTRIBUTE)].map(([, name = '', double, single]) => [
      name,
      decodeEntities(double ?? single ?? ''),
    ]),
  );
const decodeEntities = (text: string): string =>
  text.replace(/&(#x[\da-f]+|#\d+|\w+);/gi, (whole, entity: string) => {
    if (/^#x/i.test(entity)) return String.fromCodePoint(parseInt(entity.slice(2), 16));
    if (entity.startsWith('#')) return String.fromCodePoint(parseInt(entity.slice(1), 10));
    return ENTITIES[entity] ?? whole;
  });

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#xD;',
  '\n': '&#xA;',
};
/**
 * Everything beyond ASCII stays as it is: the SDK decodes numeric references with `fromCharCode`, which cannot name
 * what lies above U+FFFF.
 */
export const escapeXml = (text: string): string =>
  text.replace(/[&<>"'\r\n]/g, (character) => ESCAPES[character] ?? character);

export const xmlElement = (name: string, content: string, attributes = ''): string =>
  `<${name}${attributes}>${content}</${name}>`;
export const xmlAttribute = (name: string, value: string): string => ` ${name}="${escapeXml(value)}"`;
