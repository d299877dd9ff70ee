-- enqueue: puts tasks of one priority into the queue, each unless its id is known already.
-- KEYS[1]  stream of the priority
-- KEYS[2]  prefix of deduplication keys (same slot)
-- KEYS[3]  prefix of task keys (same slot)
-- ARGV[1]  name of the priority
-- then per task: number n of stream arguments, n names and values; the first name is the task's name, a space and its id;
--          a negative number -n means that a deduplication key or '', and milliseconds until it expires or 0, come before them
-- Answer: pairs of index (from 1) and the id of the task that stands for it, only for those not added.
-- uses: schema
local stream, priority = KEYS[1], ARGV[1]
local known = {}
local at, task = 2, 0
while ARGV[at] do
  local dedup, expires, first, n = '', '0', at + 1, tonumber(ARGV[at])
  if n < 0 then
    dedup, expires, first, n = ARGV[at + 1], ARGV[at + 2], at + 3, -n
  end
  local last = first + n - 1
  local key = KEYS[3] .. string.sub(ARGV[first], string.find(ARGV[first], ' ', 1, true) + 1)
  at, task = last + 1, task + 1
  local holder = false
  if dedup ~= '' then
    holder = redis.call('GET', KEYS[2] .. dedup)
    if holder == '' then
      holder = false
    end
  end
  if holder then
    known[#known + 1] = task
    known[#known + 1] = holder
  else
    local id
    if expires == '0' then
      id = redis.call('XADD', stream, '*', unpack(ARGV, first, last))
    else
      local now = unix_milliseconds()
      id = redis.call('XADD', stream, '*', ARGV[first], ARGV[first + 1], 'expires', whole(now + expires), unpack(ARGV, first + 2, last))
    end
    if redis.call('SETNX', key, marker_of(priority, id, dedup == '' and '' or '\nd=' .. dedup)) == 0 then
      redis.call('XDEL', stream, id)
      known[#known + 1] = task
      known[#known + 1] = ''
    elseif dedup ~= '' then
      redis.call('SET', KEYS[2] .. dedup, string.match(ARGV[first], ' (.*)$'))
    end
  end
end
return known
