-- replay: takes a dead letter out and makes its task ready again, unless the id that it gets or its deduplication key is in use.
-- KEYS[1]  sorted set of dead letters
-- KEYS[2]  the dead letter
-- KEYS[3]  the dead letter of the id that the task gets: the same one, unless that is a new id
-- KEYS[4]  key of the task with that id
-- KEYS[5]  key of the batch that id is of, or the task's key again when it is of none
-- KEYS[6]  stream of the priority
-- ARGV[1]  id of the dead letter
-- ARGV[2]  when the letter failed that the caller read
-- ARGV[3]  id that the task gets
-- ARGV[4]  its place in the batch
-- ARGV[5]  name of the priority
-- ARGV[6…] names and values of the message
-- Answer: 'replayed', 'not found', 'id in use' or 'key held'; 'changed' when the letter is not the one that the caller read.
-- uses: schema, marker
local queue = queue_of(KEYS[4])
local is_new = KEYS[3] ~= KEYS[2]

-- The letter's own id may have failed, been aborted or expired since; of a new one nothing may be known.
local function is_in_use()
  local kind = redis.call('TYPE', KEYS[4]).ok
  if kind == 'hash' or is_new and (kind == 'string' or redis.call('EXISTS', KEYS[3]) == 1) then
    return true
  end
  local marker = (kind == 'string' or kind == 'none') and find_marker(KEYS[4], KEYS[5], ARGV[4])
  if not marker then
    return false
  end
  if string.byte(marker) == 123 then
    return string.find(string.match(marker, '^[^\n]*'), '"outcome":"success"', 1, true)
  end
  local priority, entry = string.match(marker, '^%+?ready:(%S+) ([%d%-]+)')
  return priority and redis.call('XRANGE', queue .. READY .. priority, entry, entry)[1]
end

local letter = redis.call('HMGET', KEYS[2], 'failed_at', 'dedup')
if redis.call('EXISTS', KEYS[2]) == 0 then
  return 'not found'
end
-- A time that is no number the caller read as another one.
if letter[1] and #letter[1] < 19 and string.match(letter[1], '^[1-9]%d*$') and letter[1] ~= ARGV[2] then
  return 'changed'
end
if is_in_use() then
  return 'id in use'
end
local dedup = letter[2] and string.match(letter[2], '^[^\n]*$') or ''
local holder = dedup ~= '' and redis.call('GET', queue .. DEDUP .. dedup)
if holder and holder ~= '' and holder ~= ARGV[3] then
  return 'key held'
end

-- First what can fail, so that the letter stays then.
local id = redis.call('XADD', KEYS[6], '*', unpack(ARGV, 6))
redis.call('SET', KEYS[4], marker_of(ARGV[5], id, dedup ~= '' and '\nd=' .. dedup or ''))
if dedup ~= '' then
  redis.call('SET', queue .. DEDUP .. dedup, ARGV[3])
end
redis.call('DEL', KEYS[2])
redis.pcall('ZREM', KEYS[1], ARGV[1])
return 'replayed'
