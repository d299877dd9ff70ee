namespace Streaq.Benchmarks.Boards;

/// <summary>Every page of the dashboard of a <see cref="FullQueue"/>.</summary>
internal static class BoardPages
{
    public static (string Name, string Path)[] Of(FullQueue queue) =>
    [
        ("queues", ""),
        ("queue", queue.Name),
        ("ready tasks", $"{queue.Name}/tasks"),
        ("running tasks", $"{queue.Name}/tasks?state=running"),
        ("scheduled tasks", $"{queue.Name}/tasks?state=scheduled"),
        ("dead letters", $"{queue.Name}/dead"),
        ("task", $"{queue.Name}/tasks/{FullQueue.Letter}"),
        ("ended tasks", $"{queue.Name}/recent"),
        ("workers", $"{queue.Name}/workers"),
        ("schedules", $"{queue.Name}/schedules"),
        ("queue, 8 hours", $"{queue.Name}?window=8h"),
        ("queue, 3 days", $"{queue.Name}?window=72h"),
        ("waiting tasks", $"{queue.Name}/tasks?state=waiting"),
        ("dead letters of a task", $"{queue.Name}/dead?task=bench.broken"),
        ("ended tasks, slowest", $"{queue.Name}/recent?order=slowest"),
        ("name", $"{queue.Name}/names/{FullHistory.TaskName}"),
        ("name, 3 days", $"{queue.Name}/names/{FullHistory.TaskName}?window=72h"),
        ("worker", $"{queue.Name}/workers/{queue.Worker}"),
        ("group", $"{queue.Name}/groups/{queue.Group}"),
        ("trace", $"{queue.Name}/traces/{queue.Trace}"),
        ("find", $"{queue.Name}/find?q={FullQueue.Letter}"),
    ];
}
