import { testShuffledOrders } from './shuffled-orders';

testShuffledOrders([1, 2]);
