-- enqueue_batch: puts tasks of one call, name and priority into the queue; their common values are sent once.
-- KEYS[1]  stream of the priority
-- KEYS[2]  key of the batch
-- KEYS[3]  key of the first task
-- ARGV[1]  name of the priority
-- ARGV[2]  the beginning of the first field's name: the tasks' name, a space, the batch's id and a dash
-- ARGV[3]  place of the first task in its batch, which ends its id
-- ARGV[4]  milliseconds until they expire or 0
-- ARGV[5]  number n of names and values that all tasks share
-- ARGV[6]  number m of fields whose values differ
-- then the n names and values, the m names, and per task its body and m values
-- Answer: number of added tasks; 0 when an earlier call, whose answer was lost, has added them all.
-- uses: schema
-- The batch's key is deleted with its last task, so the first task's record is checked as well.
if redis.call('EXISTS', KEYS[2], KEYS[3]) > 0 then
  return 0
end
local stream, head, place = KEYS[1], ARGV[2], tonumber(ARGV[3])
local shared, own = tonumber(ARGV[5]), tonumber(ARGV[6])
local at = 7 + shared + own

local entry = { 'XADD', stream, '*', false, false }
for i = 7, 6 + shared do
  entry[#entry + 1] = ARGV[i]
end
if ARGV[4] ~= '0' then
  entry[#entry + 1] = 'expires'
  entry[#entry + 1] = whole(unix_milliseconds() + ARGV[4])
end
local values = #entry
for i = 1, own do
  entry[values + 2 * i - 1] = ARGV[6 + shared + i]
end

-- The entries have one time and consecutive numbers, so the batch's key is enough to find the entry of every task.
local time, number, added
for i = at, #ARGV, 1 + own do
  entry[4] = head .. place
  entry[5] = ARGV[i]
  for j = 1, own do
    entry[values + 2 * j] = ARGV[i + j]
  end
  place = place + 1
  local id = redis.call(unpack(entry))
  if not time then
    time, number = string.match(id, '^(%d+)%-(%d+)$')
    added = 0
  end
  added = added + 1
  entry[3] = time .. '-' .. string.format('%d', number + added)
end
redis.call('SET', KEYS[2], marker_of(ARGV[1], time .. '-' .. number, '') .. ' ' .. added)
return added
