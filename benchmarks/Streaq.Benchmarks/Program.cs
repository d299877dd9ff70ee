using System.CommandLine;
using System.Globalization;
using Streaq.Benchmarks.Boards;
using Streaq.Benchmarks.Programs;
using Streaq.Benchmarks.Queues;
using Streaq.Benchmarks.Systems;

var tasks = new Option<int>("--tasks") { Description = "Tasks per round.", DefaultValueFactory = _ => 20_000 };
var rounds = new Option<int>("--rounds") { Description = "Measured rounds after the warm-up round; medians are printed.", DefaultValueFactory = _ => 5 };
var fewRounds = new Option<int>("--rounds") { Description = "Measured rounds after the warm-up round; medians are printed.", DefaultValueFactory = _ => 3 };
var concurrency = new Option<int>("--concurrency") { Description = "The worker's concurrency, and the number of callers that enqueue one by one.", DefaultValueFactory = _ => 32 };
var redis = new Option<string?>("--redis") { Description = "HOST:PORT of a Redis to use instead of starting a redis-server." };
var json = new Option<bool>("--json") { Description = "Print one JSON object as the last line instead of a table." };
var types = new Option<bool>("--types") { Description = "Print which types are allocated. Slows the run down." };

var seconds = new Option<double>("--seconds") { Description = "How long to measure, idle and again under load.", DefaultValueFactory = _ => 5 };
var max = new Option<int>("--max") { Description = "The longest queue, and ten times the most workers; 1000000 needs about 2 GB.", DefaultValueFactory = _ => 100_000 };
var filter = new Option<string>("--filter") { Description = "Which micro-benchmarks, such as *Propagation*.", DefaultValueFactory = _ => "*" };
var idleSeconds = new Option<double>("--seconds") { Description = "How long to measure.", DefaultValueFactory = _ => 10 };
var sales = new Option<int>("--tasks") { Description = "Tasks per round, each with a transaction of its own.", DefaultValueFactory = _ => 2_000 };
var rows = new Option<int>("--rows") { Description = "Rows of the outbox that a relay empties.", DefaultValueFactory = _ => 20_000 };
var commits = new Option<int>("--commits") { Description = "Commits per round whose time to the start is measured.", DefaultValueFactory = _ => 300 };
var only = new Option<string?>("--only") { Description = "Compare only this way with the one without it, as in an application that uses no other." };
only.AcceptOnlyFromAmong(Overhead.Keys);
var kept = new Option<bool>("--kept") { Description = "Compare what is kept for the dashboard instead: statistics, and the trace store." };
var ready = new Option<int>("--ready") { Description = "Tasks that are ready; 1000000 take about 100 MB.", DefaultValueFactory = _ => 1_000_000 };
var scheduled = new Option<int>("--scheduled") { Description = "Tasks that are due later.", DefaultValueFactory = _ => 100_000 };
var dead = new Option<int>("--dead") { Description = "Dead letters.", DefaultValueFactory = _ => 10_000 };
var workers = new Option<int>("--workers") { Description = "Workers with a lease, each of which holds a task.", DefaultValueFactory = _ => 1_000 };
var looks = new Option<int>("--looks") { Description = "How often each page is requested.", DefaultValueFactory = _ => 100 };
var viewers = new Option<int>("--viewers") { Description = "How many viewers have pages open at the same time.", DefaultValueFactory = _ => 10 };
var watch = new Option<double>("--seconds") { Description = "How long the viewers have them open, in seconds.", DefaultValueFactory = _ => 30 };
var child = new Option<bool>("--child") { Description = "Run the worker in a process of its own." };

var root = new RootCommand("What Streaq costs. Absolute figures are this machine's; ratios between systems of one run are what counts.");

var throughput = new Command("throughput", "Enqueue and drain of no-op tasks.") { tasks, rounds, concurrency, redis, json, types };
throughput.SetAction((line, stop) => new Throughput(
    line.GetValue(tasks), line.GetValue(rounds), line.GetValue(concurrency), line.GetValue(redis), line.GetValue(json), line.GetValue(types)).RunAsync(stop));
root.Add(throughput);

var latency = new Command("latency", "Enqueue to start and to result, idle and at half load.") { seconds, concurrency, child, redis, json };
latency.SetAction((line, stop) => new Latency(
    line.GetValue(seconds), line.GetValue(concurrency), line.GetValue(child), line.GetValue(redis), line.GetValue(json)).RunAsync(stop));
root.Add(latency);

var idle = new Command("idle", "The cost of a worker that has nothing to do.") { idleSeconds, redis, json };
idle.SetAction((line, stop) => new Idle(line.GetValue(idleSeconds), line.GetValue(redis), line.GetValue(json)).RunAsync(stop));
root.Add(idle);

var limit = new Command("limit", "Streaq beside the bare StackExchange.Redis loop.") { tasks, rounds, concurrency, redis, json };
limit.SetAction((line, stop) => new Limit(
    line.GetValue(tasks), line.GetValue(rounds), line.GetValue(concurrency), line.GetValue(redis), line.GetValue(json)).RunAsync(stop));
root.Add(limit);

var manyTasks = new Option<int>("--tasks") { Description = "Tasks per round. Slow systems get a share of them.", DefaultValueFactory = _ => 60_000 };
var systems = new Option<string[]>("--systems") { Description = "Only these systems, such as streaq wolverine.", AllowMultipleArgumentsPerToken = true };
var peers = new Command("peers", "Streaq on both stores beside Hangfire, BullMQ, Wolverine, MassTransit and a bare loop, on their servers, in turns, a process each.")
{
    manyTasks, fewRounds, concurrency, systems, redis, json,
};
peers.SetAction((line, stop) => new Peers(
    line.GetValue(manyTasks), line.GetValue(fewRounds), line.GetValue(concurrency), line.GetValue(systems)!, line.GetValue(redis), line.GetValue(json)).RunAsync(stop));
root.Add(peers);

var overhead = new Command("overhead", "The cost of listening to the telemetry, or of what is kept for the dashboard.") { tasks, rounds, concurrency, only, kept, redis, json };
overhead.SetAction((line, stop) => new Overhead(
    line.GetValue(tasks), line.GetValue(rounds), line.GetValue(concurrency), line.GetValue(only), line.GetValue(kept), line.GetValue(redis), line.GetValue(json)).RunAsync(stop));
root.Add(overhead);

var persistence = new Command("persistence", "The cost of a Redis that keeps tasks on disk: none, an append-only file with fsync each second, and always, in turns.")
{
    manyTasks, fewRounds, concurrency, json,
};
persistence.SetAction((line, stop) => new Persistence(
    line.GetValue(manyTasks), line.GetValue(fewRounds), line.GetValue(concurrency), line.GetValue(json)).RunAsync(stop));
root.Add(persistence);

var dashboard = new Command("dashboard", "Commands and milliseconds of each page of the dashboard of a full queue, and Redis's share of a core with viewers.")
{
    ready, scheduled, dead, workers, looks, viewers, watch, redis, json,
};
dashboard.SetAction((line, stop) => new Dashboard(
    new BoardSize(line.GetValue(ready), line.GetValue(scheduled), line.GetValue(dead), line.GetValue(workers)),
    line.GetValue(looks),
    line.GetValue(viewers),
    line.GetValue(watch),
    line.GetValue(redis),
    line.GetValue(json)).RunAsync(stop));
root.Add(dashboard);

var dimensions = new Option<string[]>("--only")
{
    Description = "Only these dimensions, such as worker_processes joined_workers.",
    AllowMultipleArgumentsPerToken = true,
};
var scale = new Command("scale", "Cost per task over workers, queues, queue length, payload, priorities, scheduled tasks and nodes of a cluster.") { max, dimensions, json };
scale.SetAction((line, stop) => new Scale(line.GetValue(max), line.GetValue(dimensions)!, line.GetValue(json)).RunAsync(stop));
root.Add(scale);

var limits = new Command("limits", "Limited tasks on two worker processes: how many ran at a time and started per period, as observed from outside.") { tasks, redis, json };
limits.SetAction((line, stop) => new Limits(line.GetValue(tasks), line.GetValue(redis), line.GetValue(json)).RunAsync(stop));
root.Add(limits);

var outbox = new Command("outbox", "Streaq's outbox and Wolverine's in turns: what a save costs, when the task starts, rows that a relay moves.") { sales, rows, rounds, commits, redis, json };
outbox.SetAction((line, stop) => new OutboxCost(
    line.GetValue(sales), line.GetValue(rows), line.GetValue(rounds), line.GetValue(commits), line.GetValue(redis), line.GetValue(json)).RunAsync(stop));
root.Add(outbox);

var micro = new Command("micro", "Micro-benchmarks of the hot paths, with BenchmarkDotNet.") { filter };
micro.SetAction(line => Micro.Run(line.GetValue(filter)!));
root.Add(micro);

// Other commands start these as processes of their own.
var workerArguments = new Argument<string[]>("arguments");
var peer = new Command(PeerServer.Command) { workerArguments };
peer.Hidden = true;
peer.SetAction((line, _) => line.GetValue(workerArguments) is [var system, var address, var slots, var traced]
    ? PeerServer.RunAsync(system, address, int.Parse(slots, CultureInfo.InvariantCulture), traced is "traced")
    : throw new ArgumentException("A peer's arguments are system, its server's address, concurrency and whether it is traced.", nameof(args)));
root.Add(peer);

var worker = new Command(WorkerProcess.Command) { workerArguments };
worker.Hidden = true;
worker.SetAction((line, _) => line.GetValue(workerArguments) is [var address, var queue, var slots]
    ? WorkerProcess.RunAsync(address, queue, int.Parse(slots, CultureInfo.InvariantCulture))
    : throw new ArgumentException("A worker's arguments are Redis, queue and concurrency.", nameof(args)));
root.Add(worker);

var limitedWorker = new Command(LimitedTasks.Command) { workerArguments };
limitedWorker.Hidden = true;
limitedWorker.SetAction((line, _) => line.GetValue(workerArguments) is [var address, var queue, ..]
    ? LimitedTasks.RunAsync(address, queue)
    : throw new ArgumentException("A worker's arguments are Redis, queue and concurrency.", nameof(args)));
root.Add(limitedWorker);

return await root.Parse(args).InvokeAsync();
