using System.Diagnostics;
using System.Globalization;
using Streaq;

namespace Quickstart;

/// <summary>A story of the demo. Its title is the name of the root span, and its end must be as expected.</summary>
internal sealed record Story(string Title, string Expected, Func<IStreaqClient, Task<string>> TellAsync);

/// <summary>The tasks that the demo enqueues, and their expected ends.</summary>
internal static class Stories
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static IReadOnlyList<Story> All { get; } =
    [
        new("a task with a result", "9 words", async client =>
        {
            var handle = await client.EnqueueAsync(Tasks.CountWords, "the quick brown fox jumps over the lazy dog");
            return Text($"{await handle.ResultAsync(Patience)} words");
        }),

        new("a retry that succeeds", "rate 1.08 after 2 attempts", async client =>
        {
            var handle = await client.EnqueueAsync(Tasks.FetchRate, "EUR");
            var rate = await handle.ResultAsync(Patience);
            var report = await handle.ReportAsync();
            return Text($"rate {rate} after {report.Attempts} attempts");
        }),

        new("a task that fails", "FormatException, kept as dead letter", async client =>
        {
            var handle = await client.EnqueueAsync(Tasks.ParseAmount, "twelve");
            try
            {
                return Text($"amount {await handle.ResultAsync(Patience)}");
            }
            catch (TaskFailedException e)
            {
                var letters = await client.DeadLetters.ListAsync();
                var kept = letters.Any(letter => letter.TaskId == e.TaskId) ? "kept as dead letter" : "lost";
                return $"{e.Error.Type.Split('.')[^1]}, {kept}";
            }
        }),

        new("a batch in one call", "2c26b46b fcde2b2e baa5a096", async client =>
        {
            var handles = await client.EnqueueManyAsync(Tasks.Hash, ["foo", "bar", "baz"]);
            var hashes = await Task.WhenAll(handles.Select(handle => handle.ResultAsync(Patience)));
            return string.Join(' ', hashes.Select(hash => hash[..8]));
        }),

        new("tasks that enqueue tasks", "3 × lamp: 71.40, in one trace", async client =>
        {
            var order = await client.EnqueueAsync(Tasks.PlaceOrder, new Order("lamp", Pieces: 3, Price: 20m));
            var bill = client.Handle<string>(await order.ResultAsync(Patience));
            var receipt = client.Handle<string>(await bill.ResultAsync(Patience));
            var text = await receipt.ResultAsync(Patience);
            var report = await receipt.ReportAsync();
            return report.TraceId == Activity.Current?.TraceId.ToHexString() ? $"{text}, in one trace" : $"{text}, in another trace";
        }),
    ];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
