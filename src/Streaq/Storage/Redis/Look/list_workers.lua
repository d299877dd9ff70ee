-- list_workers: returns the workers with a lease or one that has just expired, or one of them, with their tasks.
-- KEYS[1]  sorted set of workers by the end of their lease; their details are under this key, a colon and the id
-- KEYS[2…] streams of the priorities
-- ARGV[1]  name of the consumer group
-- ARGV[2]  maximum number of held tasks per worker and priority
-- ARGV[3]  id of a worker; without it, all
-- Answer: per worker its id, the end of its lease, names and values of its details, how many tasks it holds, and per held task the
--         stream's place (from 1), since when in Unix milliseconds, and the entry's names and values without the body and its id.
-- uses: schema, summary
-- only reads
local now = unix_milliseconds()
local workers
if ARGV[3] then
  local lease = redis.call('ZSCORE', KEYS[1], ARGV[3])
  workers = lease and { ARGV[3], lease } or {}
else
  workers = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
end
local counts = {}
for i = 2, #KEYS do
  local summary = redis.pcall('XPENDING', KEYS[i], ARGV[1])
  counts[i] = {}
  for _, consumer in ipairs(not summary.err and summary[4] or {}) do
    counts[i][consumer[1]] = tonumber(consumer[2])
  end
end
local answer = {}
for w = 1, #workers, 2 do
  local id, held, tasks = workers[w], 0, {}
  for i = 2, #KEYS do
    if counts[i][id] then
      held = held + counts[i][id]
      local all = redis.call('XPENDING', KEYS[i], ARGV[1], '-', '+', ARGV[2], id)
      -- The entries of the only worker follow each other. With several workers, entries of others are between them.
      local entries = {}
      for _, entry in ipairs(#all > 0 and redis.call('XRANGE', KEYS[i], all[1][1], all[#all][1], 'COUNT', #all) or {}) do
        entries[entry[1]] = entry
      end
      for _, pending in ipairs(all) do
        local entry = entries[pending[1]] or redis.call('XRANGE', KEYS[i], pending[1], pending[1])[1]
        tasks[#tasks + 1] = { i - 1, string.format('%d', now - pending[3]), entry and without_body(entry[2]) or {}, pending[1] }
      end
    end
  end
  answer[#answer + 1] = { id, workers[w + 1], redis.call('HGETALL', KEYS[1] .. ':' .. id), held, tasks }
end
return answer
