-- list_dead_letters: the dead letters, newest first.
-- KEYS[1] sorted set of dead letters
-- KEYS[2] prefix of dead letters (same slot)
-- ARGV[1] how many to pass over
-- ARGV[2] how many at most
-- Answer: the names and values of each.
local from = tonumber(ARGV[1])
local ids = redis.call('ZREVRANGE', KEYS[1], from, from + ARGV[2] - 1)
local letters = {}
for _, id in ipairs(ids) do
  local fields = redis.call('HGETALL', KEYS[2] .. id)
  if #fields > 0 then
    letters[#letters + 1] = fields
  end
end
return letters
