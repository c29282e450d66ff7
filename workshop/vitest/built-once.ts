import { buildProduct } from '../engine/product.js';

/** dist/ is what these tests start: built before the first of them, since two that found it old would both build it. */
export default buildProduct;
