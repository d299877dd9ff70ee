-- page_workers: returns a page of the workers with a lease or one that has just expired, by their ids.
-- KEYS[1]  sorted set of workers by the end of their lease; their details are under this key, a colon and the id
-- KEYS[2…] streams of the priorities
-- ARGV[1]  name of the consumer group
-- ARGV[2]  id of the last worker of the page before, or ''
-- ARGV[3]  maximum number of workers
-- Answer: how many workers there are, how many tasks they hold, 1 when more follow, else 0, and per worker of the page its id, the end of
--         its lease, names and values of its details, how many tasks it holds, and no task.
-- only reads
local ends, ids, held, all = {}, {}, {}, 0
local workers = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
for i = 1, #workers, 2 do
  ids[#ids + 1] = workers[i]
  ends[workers[i]] = workers[i + 1]
end
for i = 2, #KEYS do
  local summary = redis.pcall('XPENDING', KEYS[i], ARGV[1])
  for _, consumer in ipairs(not summary.err and summary[4] or {}) do
    if ends[consumer[1]] then
      held[consumer[1]] = (held[consumer[1]] or 0) + consumer[2]
      all = all + consumer[2]
    end
  end
end
-- In the order of their leases, workers would move to other pages with each renewal.
table.sort(ids)
local most, page, more = tonumber(ARGV[3]), {}, 0
for _, id in ipairs(ids) do
  if id > ARGV[2] then
    if #page == most then
      more = 1
      break
    end
    -- A key of another type has no details.
    local details = redis.pcall('HGETALL', KEYS[1] .. ':' .. id)
    page[#page + 1] = { id, ends[id], details.err and {} or details, held[id] or 0, {} }
  end
end
return { #ids, all, more, page }
