-- read_statistics: the counts of attempts of a time up to now.
-- KEYS[1] prefix of slots (same slot of a cluster): the minutes that it has, a colon, its number
-- ARGV[1] milliseconds of the time
-- ARGV[2] minutes of the slots that are told one by one
-- ARGV[3] minutes of the slots from which the counts by task are
-- ARGV[4] name of the only task, or '' for all and their names
-- Answer: {Redis's time in Unix milliseconds, the minute at which the first slot begins, minutes and counts of slots that have any,
--         names and counts of tasks, a name once per slot}.
-- uses: schema
-- only reads
local now = unix_milliseconds()
local last = math.floor(now / 60000)
local length, task_length = tonumber(ARGV[2]), tonumber(ARGV[3])
local first = math.floor(math.max(0, now - ARGV[1]) / 60000 / task_length) * task_length
local slots, tasks = {}, {}
for slot = math.floor(first / length), math.floor(last / length) do
  local counts = redis.pcall('HGET', KEYS[1] .. length .. ':' .. whole(slot), ARGV[4])
  if type(counts) == 'string' then
    slots[#slots + 1] = whole(slot * length)
    slots[#slots + 1] = counts
  end
end
if ARGV[4] == '' then
  for slot = math.floor(first / task_length), math.floor(last / task_length) do
    local fields = redis.pcall('HGETALL', KEYS[1] .. task_length .. ':' .. whole(slot))
    for i = 1, fields.err and 0 or #fields, 2 do
      if fields[i] ~= '' then
        tasks[#tasks + 1] = fields[i]
        tasks[#tasks + 1] = fields[i + 1]
      end
    end
  end
end
return { now, first, slots, tasks }
