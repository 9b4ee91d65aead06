import { services } from '../services';
import { World } from '../world';
import { AwsError } from './errors';
import type { ErrorModel, ServiceModel } from './model';
import { Echo, anyClient, type AnyClient } from './echo';
import { Samples, comparable } from './samples';
import { isFields, type Fields } from './scalar';

const served = services(new World()).map((service) => [service.model.id, service] as const);
const MESSAGE = 'It is <not> & "done".';

/** An operation that needs no input: every error can be raised by any. */
function simplest(model: ServiceModel): string {
  const operation = [...model.operations.values()].find(
    ({ input, http }) => input.required === 0 && http?.[0] !== 'HEAD',
  );
  if (!operation) throw new Error(`Every operation of ${model.id} needs input.`);
  return operation.name;
}

async function raise(sdk: AnyClient, echo: Echo, operation: string, error: AwsError): Promise<Error> {
  echo.answer = () => {
    throw error;
  };
  const caught = await sdk.send(operation, {}).catch((refused: unknown) => refused);
  if (!(caught instanceof Error)) throw new Error(`${error.code} did not come out.`);
  return caught;
}

/** The members beside the message. One that is bound to the header of the error's name has no other value. */
function extraFields({ name: errorName, shape }: ErrorModel): Fields {
  const fields = new Samples('maximal').struct(shape);
  const extra = shape.members.filter(({ name }) => name.toLowerCase() !== 'message');
  return Object.fromEntries(
    extra.map(({ name, traits }) => [
      name,
      traits.httpHeader?.toLowerCase() === 'x-amzn-errortype' ? errorName : fields[name],
    ]),
  );
}
/** The class of the client's own that the error belongs to. */
const isTyped = (client: object, name: string, caught: Error): boolean => {
  const exception: unknown = Reflect.get(client, name);
  return typeof exception === 'function' && caught instanceof exception;
};

it.each(served)(
  'raises every error that the model of %s has as its own class, with message and extra members',
  async (_id, service) => {
    const echo = new Echo(service);
    const sdk = anyClient(service.client, echo.config());
    const operation = simplest(service.model);
    const faults: string[] = [];
    for (const error of service.model.errors.values()) {
      for (const code of [error.name, error.queryCode ?? error.name]) {
        const fields = extraFields(error);
        const caught = await raise(sdk, echo, operation, new AwsError(code, MESSAGE, fields));
        const members = isFields(caught)
          ? await comparable(Object.fromEntries(Object.keys(fields).map((key) => [key, caught[key]])))
          : {};
        const same = JSON.stringify(members) === JSON.stringify(await comparable(fields));
        if (
          caught.name !== error.name ||
          caught.message !== MESSAGE ||
          !same ||
          !isTyped(service.client, error.name, caught)
        )
          faults.push(`${code}: ${caught.name} ${caught.message} ${JSON.stringify(members)}`);
      }
    }
    expect(faults).toEqual([]);
  },
);

it.each(served)('names an error that the model of %s does not have', async (_id, service) => {
  const echo = new Echo(service);
  const sdk = anyClient(service.client, echo.config());
  const caught = await raise(
    sdk,
    echo,
    simplest(service.model),
    new AwsError('SomethingNew.Entirely', MESSAGE, {}, 409),
  );
  expect(caught).toMatchObject({ name: 'SomethingNew.Entirely', message: MESSAGE, $metadata: { httpStatusCode: 409 } });
});

it.each(served)('reports a bug of the twin in %s with its stack, as an internal failure', async (_id, service) => {
  const echo = new Echo(service);
  const sdk = anyClient(service.client, echo.config());
  echo.answer = () => {
    throw new TypeError('A bug.');
  };
  const caught = await sdk.send(simplest(service.model), {}).catch((error: unknown) => error);
  expect(caught).toMatchObject({ name: 'InternalFailure', $metadata: { httpStatusCode: 500 } });
  expect(String(caught)).toMatch(/TypeError: A bug\.\n\s+at /);
});
