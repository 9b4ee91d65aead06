import { testShuffledOrders } from './shuffled-orders';

testShuffledOrders([1, 2, 3, 4, 5]);
