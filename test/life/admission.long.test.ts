import { testAdmission } from './test-admission';

// Five hundred in two files, for two cores.
testAdmission(250);
