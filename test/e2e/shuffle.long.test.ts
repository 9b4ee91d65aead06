import { testShuffledOrders } from './shuffled-orders';

testShuffledOrders(Array.from({ length: 8 }, (_, index) => index + 3));
