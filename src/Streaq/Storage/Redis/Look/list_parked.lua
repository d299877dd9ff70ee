-- list_parked: returns a page of the parked tasks in a sorted set, in its order.
-- KEYS[1] sorted set: scheduled tasks by due time, or tasks that wait for others or for their limits, by the beginning of the wait
-- KEYS[2] prefix of task keys (same slot)
-- ARGV[1] id of the last task of the page before, or ''
-- ARGV[2] the time of that task
-- ARGV[3] maximum number of tasks
-- Answer: per task its id, its time, and the message's names and values without the body.
-- uses: summary
local from = 0
if ARGV[1] ~= '' then
  local rank = redis.call('ZRANK', KEYS[1], ARGV[1])
  from = rank and rank + 1 or redis.call('ZCOUNT', KEYS[1], '-inf', '(' .. ARGV[2])
end
local found = redis.call('ZRANGE', KEYS[1], from, from + ARGV[3] - 1, 'WITHSCORES')
local page = {}
for i = 1, #found, 2 do
  -- A task that has moved on meanwhile has a key of another type.
  local fields = redis.pcall('HGETALL', KEYS[2] .. found[i])
  page[#page + 1] = { found[i], found[i + 1], fields.err and {} or without_body(fields) }
end
return page
