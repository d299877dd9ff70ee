-- A full Redis refuses commands that may need memory, unless the script has written already. Scripts that make the queue shorter must
-- run all the same. So they first make a write that needs no memory: they delete a key that never exists.
local function write_though_full(key)
  redis.call('DEL', string.match(key, '^.-{.-}:') .. 'never')
end
