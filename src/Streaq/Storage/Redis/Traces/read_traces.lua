-- read_traces: returns the kept parts of traces.
-- KEYS[1] prefix of the hashes of traces (same slot)
-- ARGV[1…] ids of traces
-- Answer: per trace, the fields and values of its hash.
-- only reads
local traces = {}
for i, id in ipairs(ARGV) do
  local fields = redis.pcall('HGETALL', KEYS[1] .. id)
  traces[i] = fields.err and {} or fields
end
return traces
