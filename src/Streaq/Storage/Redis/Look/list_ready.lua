-- list_ready: returns a page of the ready tasks of a priority, the oldest first.
-- KEYS[1] stream of the priority
-- ARGV[1] name of the consumer group
-- ARGV[2] the entry after which the page begins, or ''
-- ARGV[3] maximum number of tasks
-- Answer: per task its entry's id, and the message's names and values without the body.
-- uses: summary, group
if redis.call('TYPE', KEYS[1]).ok ~= 'stream' then
  return {}
end
-- Entries are handed out in order, so those that no worker holds follow the last one that was handed out.
local group = group_of(KEYS[1], ARGV[1])
local after = group and group['last-delivered-id'] or '0-0'
local function order(id)
  local time, number = string.match(id, '^(%d+)%-(%d+)$')
  return tonumber(time), tonumber(number)
end
if ARGV[2] ~= '' then
  local time, number = order(ARGV[2])
  local given_time, given_number = order(after)
  if time > given_time or (time == given_time and number > given_number) then
    after = ARGV[2]
  end
end
local page = {}
for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '(' .. after, '+', 'COUNT', ARGV[3])) do
  page[#page + 1] = { entry[1], without_body(entry[2]) }
end
return page
