-- watch: has a client told of a task's end, or gives the end at once.
-- KEYS[1] key of the task
-- ARGV[1] id of the client
-- Answer: nil when nothing is known of the task; '' when the client will be told; else the record.
local kind = redis.call('TYPE', KEYS[1]).ok
local flag = '\nw=' .. ARGV[1]
if kind == 'hash' then
  local flags = redis.call('HGET', KEYS[1], 'flags') or ''
  if not string.find(flags .. '\n', flag .. '\n', 1, true) then
    redis.call('HSET', KEYS[1], 'flags', flags .. flag)
  end
  return ''
end
if kind ~= 'string' then
  return false
end
local value = redis.call('GET', KEYS[1])
if string.byte(value) == 123 then
  return value
end
if not string.find(value .. '\n', flag .. '\n', 1, true) then
  if string.byte(value) ~= 43 then
    value = '+' .. value
  end
  redis.call('SET', KEYS[1], value .. flag)
end
return ''
