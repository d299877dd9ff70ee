-- read_statistics: the counts of attempts of a time up to now.
-- KEYS[1] prefix of slots (same slot of a cluster): the minutes that it has, a colon, its number
-- ARGV[1] milliseconds of the time
-- ARGV[2] minutes of the slots that are told one by one
-- ARGV[3] minutes of the slots from which the counts by task are
-- ARGV[4] name of the only task, or '' for all and their names
-- Answer: {Redis's time in Unix milliseconds, the minute at which the first slot begins, minutes and counts of slots that have any,
--         the slots from which the counts by task are}.
-- uses: schema, slots
-- only reads
local now = unix_milliseconds()
local last = math.floor(now / 60000)
local length, task_length = tonumber(ARGV[2]), tonumber(ARGV[3])
local first = math.floor(math.max(0, now - ARGV[1]) / 60000 / task_length) * task_length
local head = '\n' .. ARGV[4] .. ' '
local slots, tasks = {}, {}
for number = math.floor(first / length), math.floor(last / length) do
  -- The counts of all tasks are the first line, which is never longer.
  local key = slot_key(KEYS[1], length, number)
  local text = ARGV[4] == '' and redis.pcall('GETRANGE', key, 0, 2047) or redis.pcall('GET', key)
  local at = type(text) == 'string' and string.find(text, head, 1, true)
  if at then
    slots[#slots + 1] = whole(number * length)
    slots[#slots + 1] = string.match(text, '[^\n]*', at + #head)
  end
end
if ARGV[4] == '' then
  for number = math.floor(first / task_length), math.floor(last / task_length) do
    local text = redis.pcall('GET', slot_key(KEYS[1], task_length, number))
    if type(text) == 'string' then
      tasks[#tasks + 1] = text
    end
  end
end
return { now, first, slots, tasks }
