import { testAdmission } from './test-admission';

testAdmission(150);
