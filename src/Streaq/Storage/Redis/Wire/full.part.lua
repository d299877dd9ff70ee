-- A Redis that is full refuses what may need memory, unless the script has written already. What helps the queue to get shorter has to
-- go through all the same; so such a script first writes what needs no memory: it deletes a key that never exists.
local function write_though_full(key)
  redis.call('DEL', string.match(key, '^.-{.-}:') .. 'never')
end
