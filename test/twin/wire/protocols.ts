import { parseJson, readJsonMembers, writeJsonMembers } from './json';
import { UNIT, type ErrorModel, type Operation, type Protocol, type ServiceModel } from './model';
import { readQuery } from './query';
import { XML_DECLARATION, readRestInput, writeRestOutput } from './rest';
import { route, type Routable } from './routes';
import { isAbsent, type Fields } from './scalar';
import { escapeXml, xmlAttribute, xmlElement } from './xml';
import { writeXmlMembers } from './xml-shapes';

/** A request as it came over the wire, whatever the transport. */
export interface WireRequest {
  readonly method: string;
  /** Percent-encoded, as sent: the signature covers it. */
  readonly path: string;
  /** What follows the question mark, as sent. */
  readonly query: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly protocol: 'http:' | 'https:';
  readonly invocationId?: string;
}

/** A response before it is sent. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array | string;
  /** The operation's output is a stream, which the SDK requires. */
  readonly stream?: boolean;
}

/** What a request turns out to be: which operation it names, in which protocol, and how its input is read. */
export interface Identified {
  readonly protocol: Protocol;
  readonly name: string;
  /** Absent: the service has no such operation. */
  readonly operation?: Operation;
  readonly read: (operation: Operation) => Fields;
}

const isForm = (headers: Routable['headers']): boolean =>
  (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
const textOf = (body: Uint8Array): string => Buffer.from(body).toString();

/**
 * The request itself names its protocol: SQS serves JSON to new clients and the query protocol to old ones.
 */
export function identify(model: ServiceModel, request: Routable & { readonly body: Uint8Array }): Identified {
  const target = request.headers['x-amz-target'];
  if (target !== undefined) {
    const protocol = (request.headers['content-type'] ?? '').includes('1.0') ? 'awsJson1_0' : 'awsJson1_1';
    return named(model, protocol, target.slice(target.lastIndexOf('.') + 1), ({ input }) =>
      readJsonMembers(input.members, parseJson(textOf(request.body)), ''),
    );
  }
  if (isForm(request.headers) || request.query.has('Action')) {
    const parameters = isForm(request.headers) ? new URLSearchParams(textOf(request.body)) : request.query;
    const protocol = model.protocol === 'ec2Query' ? 'ec2Query' : 'awsQuery';
    return named(model, protocol, parameters.get('Action') ?? '', ({ input }) =>
      readQuery(input, parameters, protocol),
    );
  }
  const found = route(model, request);
  const protocol = model.protocol === 'restXml' ? 'restXml' : 'restJson1';
  if (!found) return { protocol, name: `${request.method} ${request.path}`, read: () => ({}) };
  const format = protocol === 'restXml' ? 'xml' : 'json';
  return named(model, protocol, found.operation.name, ({ input }) =>
    readRestInput(input, { ...request, labels: found.labels }, format),
  );
}

function named(model: ServiceModel, protocol: Protocol, name: string, read: Identified['read']): Identified {
  const operation = model.operations.get(name);
  return { protocol, name, read, ...(operation ? { operation } : {}) };
}

/** The protocol of the response when not even the service is known. */
export function guessProtocol(request: Routable, signingName: string): Protocol {
  if (request.headers['x-amz-target'] !== undefined) return 'awsJson1_1';
  if (isForm(request.headers) || request.query.has('Action')) return signingName === 'ec2' ? 'ec2Query' : 'awsQuery';
  return /^(s3|route53$|cloudfront)/.test(signingName) ? 'restXml' : 'restJson1';
}

const xml = (status: number, body: string): WireResponse => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: XML_DECLARATION + body,
});
const json = (protocol: Protocol, status: number, fields: Fields): WireResponse => ({
  status,
  headers: { 'content-type': `application/x-amz-json-${protocol === 'awsJson1_0' ? '1.0' : '1.1'}` },
  body: JSON.stringify(fields),
});

/** An operation's output as the protocol puts it. */
export function writeOutput(
  model: ServiceModel,
  operation: Operation,
  protocol: Protocol,
  output: Fields,
  requestId: string,
): WireResponse {
  const { output: shape, name } = operation;
  switch (protocol) {
    case 'awsJson1_0':
    case 'awsJson1_1':
      return json(protocol, 200, writeJsonMembers(shape.members, output, ''));
    case 'ec2Query': {
      const members = shape === UNIT ? '<return>true</return>' : writeXmlMembers(shape.members, output, 'ec2', '');
      const content = xmlElement('requestId', requestId) + members;
      return xml(200, xmlElement(`${name}Response`, content, xmlAttribute('xmlns', `${model.xmlNamespace}/`)));
    }
    case 'awsQuery': {
      const result =
        shape === UNIT ? '' : xmlElement(`${name}Result`, writeXmlMembers(shape.members, output, 'other', ''));
      const content = result + xmlElement('ResponseMetadata', xmlElement('RequestId', requestId));
      return xml(200, xmlElement(`${name}Response`, content, xmlAttribute('xmlns', model.xmlNamespace)));
    }
    case 'restXml':
      return writeRestOutput(operation, output, 'xml', model.xmlNamespace);
    case 'restJson1':
      return writeRestOutput(operation, output, 'json', '');
  }
}

/** An error on its way out. */
export interface Failure {
  /** The name of the shape where the service models the error, else as the service spells it. */
  readonly code: string;
  readonly message: string;
  readonly fields: Fields;
  readonly status: number;
  readonly fault: 'client' | 'server';
  readonly model?: ErrorModel;
}

/** An error as the protocol puts it; `service` is undefined when no service has the operation. */
export function writeFailure(
  service: ServiceModel | undefined,
  protocol: Protocol,
  failure: Failure,
  requestId: string,
): WireResponse {
  const { code, message, status, fault, model } = failure;
  const queryCode = model?.queryCode ?? code;
  switch (protocol) {
    case 'awsJson1_0':
    case 'awsJson1_1': {
      const answer = json(protocol, status, { __type: code, ...jsonFields(failure) });
      if (service?.queryCompatible)
        answer.headers['x-amzn-query-error'] = `${queryCode};${fault === 'client' ? 'Sender' : 'Receiver'}`;
      return answer;
    }
    case 'restJson1': {
      const headers = { ...headerFields(failure), 'content-type': 'application/json', 'x-amzn-errortype': code };
      return { status, headers, body: JSON.stringify(jsonFields(failure)) };
    }
    case 'ec2Query': {
      const error = xmlElement('Error', textElement('Code', code) + textElement('Message', message));
      return xml(status, xmlElement('Response', xmlElement('Errors', error) + xmlElement('RequestID', requestId)));
    }
    case 'awsQuery':
    case 'restXml': {
      const shown = protocol === 'awsQuery' ? queryCode : code;
      const content = textElement('Code', shown) + textElement('Message', message) + xmlFields(failure);
      if (service?.signingName === 's3')
        return xml(status, xmlElement('Error', content + xmlElement('RequestId', requestId)));
      const type = xmlElement('Type', fault === 'client' ? 'Sender' : 'Receiver');
      const xmlns = service?.xmlNamespace ? xmlAttribute('xmlns', service.xmlNamespace) : '';
      const error = xmlElement('Error', type + content) + xmlElement('RequestId', requestId);
      return xml(status, xmlElement('ErrorResponse', error, xmlns));
    }
  }
}

const textElement = (name: string, text: string): string => xmlElement(name, escapeXml(text));
const isMessage = (name: string): boolean => name.toLowerCase() === 'message';

/** The message goes by the member's own spelling: `Message` in Organizations, `message` elsewhere. */
function jsonFields({ model, fields, message }: Failure): Fields {
  if (!model) return { message };
  const spelling = model.shape.members.find(({ name }) => isMessage(name))?.name ?? 'message';
  return { [spelling]: message, ...writeJsonMembers(extraMembers(model, fields), fields, '') };
}
const xmlFields = ({ model, fields }: Failure): string =>
  model ? writeXmlMembers(extraMembers(model, fields), fields, 'other', '') : '';
const extraMembers = ({ shape }: ErrorModel, fields: Fields) =>
  shape.members.filter(({ name, traits }) => !isMessage(name) && !traits.httpHeader && !isAbsent(fields[name]));
/** Lambda returns the retry delay in a header; Account Management repeats the error's name, which the protocol sends. */
function headerFields({ model, fields }: Failure): Record<string, string> {
  const bound = (model?.shape.members ?? []).filter(({ name, traits }) => traits.httpHeader && !isAbsent(fields[name]));
  return Object.fromEntries(
    bound.map(({ name, traits }) => [String(traits.httpHeader).toLowerCase(), String(fields[name])]),
  );
}
