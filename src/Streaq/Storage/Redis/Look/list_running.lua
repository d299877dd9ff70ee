-- list_running: a page of the tasks of a priority that workers hold, the oldest first.
-- KEYS[1] stream of the priority
-- KEYS[2] prefix of the notes of workers' attempts (same slot)
-- ARGV[1] name of the consumer group
-- ARGV[2] the entry after which the page begins, or ''
-- ARGV[3] how many at most
-- Answer: per task its entry's id, its worker, since when in Unix milliseconds, the trace context of its attempt or '', the message's
--         names and values without the body, and its last report of progress or ''.
-- uses: schema, summary, progress
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
for _, held in ipairs(pending) do
  local entry = redis.call('XRANGE', KEYS[1], held[1], held[1])[1]
  local fields, noted, progress = {}, false, ''
  if entry then
    fields = without_body(entry[2])
    local id = string.match(fields[1] or '', ' (.*)$') or ''
    noted = redis.call('HGET', KEYS[2] .. held[2], id)
    progress = progress_of(queue, id)
  end
  page[#page + 1] = { held[1], held[2], string.format('%d', now - held[3]), noted or '', fields, progress }
end
return page
