import type { Member, Shape, StructShape } from './model';
import { Malformed, fromText, type Fields } from './scalar';

interface Node {
  text: string;
  readonly children: Map<string, Node>;
}
const node = (): Node => ({ text: '', children: new Map() });

export type QueryDialect = 'awsQuery' | 'ec2Query';

/** Reads an operation's input from `Filter.1.Name=vpc-id&Filter.1.Value.1=…`. */
export function readQuery(shape: StructShape, parameters: URLSearchParams, dialect: QueryDialect): Fields {
  const root = node();
  for (const [key, text] of parameters) {
    let current = root;
    for (const step of key.split('.')) {
      let child = current.children.get(step);
      if (!child) current.children.set(step, (child = node()));
      current = child;
    }
    current.text = text;
  }
  return readMembers(shape, root, dialect, '');
}

/** EC2 has a request dialect of its own: names begin with a capital, and lists are always flat. */
function parameterName(member: Member, dialect: QueryDialect): string {
  const { ec2QueryName, xmlName } = member.traits;
  if (dialect === 'awsQuery') return xmlName ?? member.name;
  return typeof ec2QueryName === 'string' ? ec2QueryName : capitalise(xmlName ?? member.name);
}
const capitalise = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

function readMembers(shape: StructShape, parent: Node, dialect: QueryDialect, path: string): Fields {
  const fields: Fields = {};
  for (const member of shape.members) {
    const name = parameterName(member, dialect);
    const child = parent.children.get(name);
    if (child) fields[member.name] = read(member.shape, child, dialect, path ? `${path}.${name}` : name);
  }
  return fields;
}

function read(shape: Shape, at: Node, dialect: QueryDialect, path: string): unknown {
  switch (shape.kind) {
    case 'struct':
    case 'union':
      return readMembers(shape, at, dialect, path);
    case 'list':
      return numbered(at, path).map(([number, item]) => read(shape.member.shape, item, dialect, `${path}.${number}`));
    case 'map': {
      const pair: StructShape = {
        kind: 'struct',
        name: '',
        traits: {},
        members: [shape.key, shape.value],
        required: 0,
      };
      const entries = numbered(at, path).map(([number, item]) => {
        const fields = readMembers(pair, item, dialect, `${path}.${number}`);
        return [String(fields[shape.key.name]), fields[shape.value.name]] as const;
      });
      return Object.fromEntries(entries);
    }
    default:
      return fromText(shape, at.text, path);
  }
}

/** `L.1`, or `L.member.1` with any name for `member`; `L=` alone is an empty list. */
function numbered(at: Node, path: string): [string, Node][] {
  const [first] = at.children;
  const container = first && at.children.size === 1 && !/^\d+$/.test(first[0]) ? first[1] : at;
  const items = [...container.children];
  if (items.some(([number]) => !/^\d+$/.test(number))) throw new Malformed(path, 'a numbered list');
  return items.sort(([a], [b]) => Number(a) - Number(b));
}
