-- try_report: makes a worker the reporter of the queue's gauges, unless another worker is.
-- KEYS[1] the reporter
-- ARGV[1] id of the worker
-- ARGV[2] milliseconds until another worker may
-- Answer: 1 when it is, else 0.
-- uses: full
local reporter = redis.call('GET', KEYS[1])
if reporter and reporter ~= ARGV[1] then
  return 0
end
write_though_full(KEYS[1])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
