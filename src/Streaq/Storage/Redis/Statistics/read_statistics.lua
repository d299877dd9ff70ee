-- read_statistics: returns the counts of attempts of a time up to now.
-- KEYS[1] prefix of slots (same slot of a cluster); the minutes of a slot, a colon and its number follow
-- ARGV[1] length of the time in milliseconds
-- ARGV[2] minutes of the slots that are returned one by one
-- ARGV[3] minutes of the slots from which the counts by task are read
-- ARGV[4] name of the only task, or '' for all and their names
-- Answer: {Redis's time in Unix milliseconds, the minute at which the first slot begins, minutes and counts of slots that have any,
--         the slots from which the counts by task are}.
-- uses: schema, slots, many
-- only reads
local now = unix_milliseconds()
local last = math.floor(now / 60000)
local length, task_length = tonumber(ARGV[2]), tonumber(ARGV[3])
local first = math.floor(math.max(0, now - ARGV[1]) / 60000 / task_length) * task_length
local head = '\n' .. ARGV[4] .. ' '
local function slots_of(minutes)
  local keys = {}
  for number = math.floor(first / minutes), math.floor(last / minutes) do
    keys[#keys + 1] = slot_key(KEYS[1], minutes, number)
  end
  return keys
end
local slots, tasks, texts = {}, {}, {}
if ARGV[4] ~= '' then
  texts = get_many(slots_of(length))
else
  -- The counts of all tasks are the first line, which is never longer. To read the other lines of all slots would be too much.
  for i, key in ipairs(slots_of(length)) do
    texts[i] = redis.pcall('GETRANGE', key, 0, 2047)
  end
  for _, text in ipairs(get_many(slots_of(task_length))) do
    if text then
      tasks[#tasks + 1] = text
    end
  end
end
for i, text in ipairs(texts) do
  local at = type(text) == 'string' and string.find(text, head, 1, true)
  if at then
    slots[#slots + 1] = whole((math.floor(first / length) + i - 1) * length)
    slots[#slots + 1] = string.match(text, '[^\n]*', at + #head)
  end
end
return { now, first, slots, tasks }
