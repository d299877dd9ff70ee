-- list_scheduled: a page of the scheduled tasks, the first due first.
-- KEYS[1] sorted set of scheduled tasks
-- KEYS[2] prefix of task keys (same slot)
-- ARGV[1] id of the last task of the page before, or ''
-- ARGV[2] when that one is due
-- ARGV[3] how many at most
-- Answer: per task its id, when it is due, and the message's names and values without the body.
-- uses: summary
local from = 0
if ARGV[1] ~= '' then
  local rank = redis.call('ZRANK', KEYS[1], ARGV[1])
  from = rank and rank + 1 or redis.call('ZCOUNT', KEYS[1], '-inf', '(' .. ARGV[2])
end
local due = redis.call('ZRANGE', KEYS[1], from, from + ARGV[3] - 1, 'WITHSCORES')
local page = {}
for i = 1, #due, 2 do
  local key = KEYS[2] .. due[i]
  if redis.call('TYPE', key).ok == 'hash' then
    page[#page + 1] = { due[i], due[i + 1], without_body(redis.call('HGETALL', key)) }
  else
    page[#page + 1] = { due[i], due[i + 1], {} }
  end
end
return page
