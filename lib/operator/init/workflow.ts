/** What the workflow assumes: roles that trust GitHub's OIDC provider. */
export interface WorkflowRoles {
  readonly hubAccount: string;
  readonly managementAccount: string;
  readonly region: string;
}

const SETUP = `      - uses: actions/checkout@v4
        with: { persist-credentials: false }
      - uses: actions/setup-node@v4
        with: { node-version: 24, cache: npm }
      - run: npm ci`;

const assume = (role: string, account: string, region: string): string =>
  `      - uses: aws-actions/configure-aws-credentials@v4
        with:
          role-to-assume: arn:aws:iam::${account}:role/${role}
          aws-region: ${region}
          unset-current-credentials: true`;

const PATHS = '[landing-zone.yaml, cdk.json, package.json, package-lock.json, .github/workflows/landing-zone.yml]';

const HEAD = `name: landing zone
on:
  pull_request:
    paths: ${PATHS}
  push:
    branches: [main]
    paths: ${PATHS}

# Actions are named by their major versions: pin each to the commit that you have reviewed.
permissions: {}

concurrency:
  group: landing-zone-\${{ github.event_name == 'pull_request' && github.head_ref || 'deploy' }}
  # A newer commit of a pull request replaces its plan; a deployment is never interrupted.
  cancel-in-progress: \${{ github.event_name == 'pull_request' }}
`;

const VALIDATE = `  validate:
    if: github.event_name == 'pull_request'
    runs-on: ubuntu-latest
    permissions: { contents: read }
    steps:
${SETUP}
      - run: npx wheelwright validate
      - run: npx wheelwright synth
`;

const plan = ({ hubAccount, region }: WorkflowRoles): string => `  plan:
    needs: validate
    # A pull request of a fork gets no token.
    if: github.event.pull_request.head.repo.full_name == github.repository
    runs-on: ubuntu-latest
    permissions: { contents: read, id-token: write, pull-requests: write }
    steps:
${SETUP}
${assume('landing-zone-plan', hubAccount, region)}
      - name: plan
        # 2: there are changes.
        run: |
          code=0
          npx wheelwright plan --all --no-color > plan.txt 2> errors.txt || code=$?
          { echo '### wheelwright plan'; echo '~~~'; cat plan.txt errors.txt | head -c 60000; echo; echo '~~~'; } > comment.md
          cat comment.md >> "$GITHUB_STEP_SUMMARY"
          [ "$code" -eq 0 ] || [ "$code" -eq 2 ]
      - name: comment
        if: always() && hashFiles('comment.md') != ''
        env:
          GH_TOKEN: \${{ github.token }}
          GH_REPO: \${{ github.repository }}
        run: gh pr comment \${{ github.event.pull_request.number }} --body-file comment.md --edit-last --create-if-none
`;

const deploy = ({ hubAccount, managementAccount, region }: WorkflowRoles): string => `  deploy:
    if: github.event_name == 'push'
    runs-on: ubuntu-latest
    # Give it reviewers in the settings of the repository.
    environment: landing-zone
    permissions: { contents: read, id-token: write }
    steps:
${SETUP}
${assume('landing-zone-deploy', hubAccount, region)}
      - run: npx wheelwright deploy --account hub --yes
${assume('landing-zone-deploy', managementAccount, 'us-east-1')}
      - run: npx wheelwright deploy --account management --yes
`;

/**
 * A GitHub Actions workflow: a pull request is validated and gets its plan as a comment, a merge is deployed. A pull request has a
 * role that only reads. A merge has one role in each account, so that none reaches from the hub into the management account.
 */
export const workflowText = (roles: WorkflowRoles): string =>
  `${HEAD}\njobs:\n${[VALIDATE, plan(roles), deploy(roles)].join('\n')}`;
