-- list_running: returns a page of the tasks of a priority that workers hold, the oldest first.
-- KEYS[1] stream of the priority
-- KEYS[2] prefix of the notes of workers' attempts (same slot)
-- ARGV[1] name of the consumer group
-- ARGV[2] the entry after which the page begins, or ''
-- ARGV[3] maximum number of tasks
-- Answer: per task its entry's id, its worker, since when in Unix milliseconds, the trace context of its attempt or '', the message's
--         names and values without the body, and its last report of progress or ''.
-- uses: schema, summary, many
local queue = queue_of(KEYS[1])
local now = unix_milliseconds()
local from = '-'
if ARGV[2] ~= '' then
  from = '(' .. ARGV[2]
end
local pending = redis.pcall('XPENDING', KEYS[1], ARGV[1], from, '+', ARGV[3])
local page = {}
if pending.err then
  return page
end
if #pending == 0 then
  return page
end
-- Workers hold the oldest entries of a stream, one behind the other, so those of a page are read at once.
local entries, order, by_worker, progress = {}, {}, {}, {}
local function keep(found)
  for _, entry in ipairs(found) do
    entries[entry[1]] = without_body(entry[2])
  end
end
keep(redis.call('XRANGE', KEYS[1], pending[1][1], pending[#pending][1], 'COUNT', #pending))
for i, held in ipairs(pending) do
  if not entries[held[1]] then
    keep(redis.call('XRANGE', KEYS[1], held[1], held[1]))
  end
  local fields = entries[held[1]] or {}
  local id = string.match(fields[1] or '', ' (.*)$') or ''
  progress[i] = queue .. PROGRESS .. id
  local ids = by_worker[held[2]]
  if not ids then
    ids = {}
    by_worker[held[2]] = ids
    order[#order + 1] = held[2]
  end
  ids[#ids + 1] = id
  page[i] = { held[1], held[2], string.format('%d', now - held[3]), '', fields, '' }
end
local noted = {}
for _, worker in ipairs(order) do
  -- Notes that another program has replaced are ignored.
  local notes = redis.pcall('HMGET', KEYS[2] .. worker, unpack(by_worker[worker]))
  for i, id in ipairs(by_worker[worker]) do
    noted[worker .. ' ' .. id] = not notes.err and notes[i]
  end
end
local reports = get_many(progress)
for i, held in ipairs(pending) do
  page[i][4] = noted[held[2] .. ' ' .. (string.match(page[i][5][1] or '', ' (.*)$') or '')] or ''
  page[i][6] = reports[i] or ''
end
return page
