import { testShuffledOrders } from './shuffled-orders';

testShuffledOrders(Array.from({ length: 5 }, (_, index) => index + 3));
