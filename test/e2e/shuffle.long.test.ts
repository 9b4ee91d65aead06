import { testShuffledOrders } from './shuffled-orders';

testShuffledOrders(Array.from({ length: 18 }, (_, index) => index + 3));
