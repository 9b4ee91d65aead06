import { documentOf, wheelwright } from './command-line';
import { memoryIo } from './memory-io';
import { errorText } from '../../cli/errors';
import { validateSchema } from '../../cli/schemas/validate';
import { OperatorError } from '../../lib/operator/operator-error';

const BROKEN = 'test/fixtures/broken/49-field-errors-and-contradictions-together.yaml';

const project = process.cwd();
afterEach(() => {
  process.chdir(project);
});

describe('wheelwright validate', () => {
  it('prints one line for a landing zone without errors', async () => {
    // In the folder of the project it would be that of the user.
    process.chdir('test/fixtures');
    expect(await wheelwright(['validate'])).toEqual({
      code: 0,
      stdout: 'landing-zone.yaml has no errors.\n',
      stderr: '',
    });
    expect(await documentOf(validateSchema, ['validate'])).toEqual({
      file: 'landing-zone.yaml',
      valid: true,
      problems: [],
    });
  });

  it('prints every error of another file at once, with its line, on standard error', async () => {
    const { code, stdout, stderr } = await wheelwright(['validate', '--config', BROKEN]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    const { valid, problems } = await documentOf(validateSchema, ['validate', '--config', BROKEN]);
    expect(valid).toBe(false);
    expect(problems.length).toBe(5);
    expect(stderr.trimEnd().split('\n')).toHaveLength(problems.length);
    for (const { line = 0, column = 0, path, message } of problems)
      expect(stderr).toContain(`${BROKEN}:${line}:${column} ${path}: ${message}\n`);
  });

  it('names a file that is missing, and prints no stack', async () => {
    const { code, stderr } = await wheelwright(['validate', '--config', 'missing.yaml']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^missing\.yaml: expected a file, found none;/);
    expect(stderr).not.toMatch(/^ +at /m);
  });
});

describe('the command line', () => {
  it('prints help with the commands, and ends with 0', async () => {
    const { code, stdout, stderr } = await wheelwright(['--help'], memoryIo({ columns: 80 }));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Usage: wheelwright');
    expect(stdout).toContain('validate');
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('prints the help of a command with examples, global options and exit codes', async () => {
    const { stdout } = await wheelwright(['validate', '--help'], memoryIo({ columns: 80 }));
    expect(stdout).toContain('$ wheelwright validate --config draft.yaml --json');
    expect(stdout).toContain('--profile <name>');
    expect(stdout).toContain('64 usage');
  });

  it.each([
    [['validat'], "unknown command 'validat'\n(Did you mean validate?)"],
    [['validate', '--confg', 'x'], "unknown option '--confg'"],
    [['validate', 'x'], 'too many arguments'],
  ])('ends with 64 for %j, and says what is wrong', async (args, said) => {
    const { code, stdout, stderr } = await wheelwright(args);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain(said);
  });
});

describe('an error', () => {
  it('says what was found, what was expected and what to do next, and its stack only with --verbose', () => {
    const error = new OperatorError({ found: 'vpc-1', expected: 'a VPC of the ledger', next: 'wheelwright status' });
    expect(errorText(error, false)).toBe(
      'error: expected a VPC of the ledger, found vpc-1.\nNext: wheelwright status\n',
    );
    expect(errorText(error, true)).toMatch(/^ +at /m);
  });
});
