using System.CommandLine;
using Streaq.Benchmarks.Programs;

var tasks = new Option<int>("--tasks") { Description = "Tasks per round.", DefaultValueFactory = _ => 20_000 };
var rounds = new Option<int>("--rounds") { Description = "Measured rounds after the warm-up round; medians are printed.", DefaultValueFactory = _ => 5 };
var concurrency = new Option<int>("--concurrency") { Description = "The worker's concurrency, and the number of callers that enqueue one by one.", DefaultValueFactory = _ => 32 };
var redis = new Option<string?>("--redis") { Description = "HOST:PORT of a Redis to use instead of an own redis-server." };
var json = new Option<bool>("--json") { Description = "Print one JSON object as the last line instead of a table." };
var types = new Option<bool>("--types") { Description = "Tell which types are allocated; slows the run down." };

var root = new RootCommand("What Streaq costs. Absolute figures are this machine's; ratios between systems of one run are what counts.");

var throughput = new Command("throughput", "Enqueue and drain of no-op tasks.") { tasks, rounds, concurrency, redis, json, types };
throughput.SetAction((line, stop) => new Throughput(
    line.GetValue(tasks), line.GetValue(rounds), line.GetValue(concurrency), line.GetValue(redis), line.GetValue(json), line.GetValue(types)).RunAsync(stop));
root.Add(throughput);

return await root.Parse(args).InvokeAsync();
