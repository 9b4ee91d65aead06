import { testShuffledOrders } from './shuffled-orders';

testShuffledOrders(Array.from({ length: 15 }, (_, index) => index + 6));
