// Loaded into the product's process: every name leads to ::1, as on a machine without IPv4.
import dns from 'node:dns';

dns.lookup = (_name, options, callback) => {
  const done = typeof options === 'function' ? options : callback;
  if (options?.all) process.nextTick(done, null, [{ address: '::1', family: 6 }]);
  else process.nextTick(done, null, '::1', 6);
};
