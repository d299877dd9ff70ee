using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaq;
using Streaq.Testing;

namespace Docs;

#region application
internal interface IMailer
{
    void Send(string to, string text);
}

internal static class Receipts
{
    public static void AddReceipts(this StreaqBuilder streaq)
    {
        streaq.UseEnqueue(async (context, next) =>
        {
            context.Headers["tenant"] = "acme";
            await next(context);
        });
        streaq.Map(Tasks.CountWords, (string text) => text.Split(' ').Length);
        streaq.Map(Tasks.SendReceipt, async (Receipt receipt, TaskContext context, IMailer mailer, IStreaqClient client) =>
        {
            if (receipt.Amount < 0 && context.Attempt < 3)
            {
                throw new StreaqRetryException("The amount is not known yet.");
            }

            mailer.Send(receipt.To, $"{receipt.Amount}");
            if (receipt.Amount > 50)
            {
                var later = new EnqueueOptions { Delay = TimeSpan.FromDays(7) };
                await client.EnqueueAsync(Tasks.SendReceipt, receipt with { Amount = 0 }, later, context.CancellationToken);
            }
        });
    }
}
#endregion

#region double
internal sealed class FakeMailer : IMailer
{
    public List<string> Sent { get; } = [];

    public void Send(string to, string text) => Sent.Add($"{to}: {text}");
}
#endregion

internal static class Testing
{
    public static StreaqTestHost Create(FakeMailer mailer)
    {
        #region create
        var queue = StreaqTestHost.Create(
            streaq => streaq.AddReceipts(),
            services => services.AddSingleton<IMailer>(mailer));
        #endregion
        return queue;
    }

    public static async Task<AttemptResult<int>> RunAsync(StreaqTestHost queue)
    {
        #region run
        var attempt = await queue.RunAsync(Tasks.CountWords, "the quick brown fox");
        // attempt.Outcome is Success, attempt.Result is 4
        #endregion
        return attempt;
    }

    public static async Task<(TaskOutcome Outcome, TimeSpan? Delay)> RetryAsync(StreaqTestHost queue)
    {
        #region retry
        var second = await queue.RunAsync(Tasks.SendReceipt, new Receipt("ann@example.org", -1m), attempt: 2);
        // second.Outcome is Retry, second.RetryDelay is 4 seconds, second.Error is the StreaqRetryException
        #endregion
        return (second.Outcome, second.RetryDelay);
    }

    public static async Task<EnqueuedTask<Receipt>> EnqueuedAsync(StreaqTestHost queue)
    {
        #region enqueued
        await queue.RunAsync(Tasks.SendReceipt, new Receipt("ann@example.org", 71.40m));

        var reminder = queue.Enqueued.One(Tasks.SendReceipt);
        // reminder.Argument.To is "ann@example.org", reminder.Options.Delay is 7 days, reminder.Headers["tenant"] is "acme"
        #endregion
        return reminder;
    }

    public static async Task<int> DrainAsync(StreaqTestHost queue, FakeMailer mailer)
    {
        mailer.Sent.Clear();
        queue.Spans.Clear();
        await queue.DrainAsync(within: TimeSpan.FromDays(7));
        mailer.Sent.Clear();
        queue.Spans.Clear();
        #region drain
        await queue.Client.EnqueueAsync(Tasks.SendReceipt, new Receipt("bob@example.org", 80m));

        await queue.DrainAsync(within: TimeSpan.FromDays(8));
        // mailer.Sent has two lines, and it is a week later
        #endregion
        return mailer.Sent.Count;
    }

    public static object? Outcome(StreaqTestHost queue)
    {
        #region spans
        var enqueue = queue.Spans.One("enqueue receipts.send");
        var process = queue.Spans.Named("process receipts.send")[0];
        // process.ParentSpanId is enqueue.SpanId, process.GetTagItem("streaq.outcome") is "success"
        #endregion
        return process.ParentSpanId == enqueue.SpanId ? process.GetTagItem("streaq.outcome") : null;
    }

    public static async Task<int> WaitAsync(StreaqTestHost queue)
    {
        #region wait
        var words = await queue.Client.EnqueueAsync(Tasks.CountWords, "the quick brown fox");

        var count = await words.ResultAsync(TimeSpan.FromSeconds(5));   // runs the ready tasks; count is 4
        #endregion
        return count;
    }

    public static async Task<IReadOnlyList<AttemptResult>> FireAsync()
    {
        #region schedule
        await using var queue = StreaqTestHost.Create(
            streaq => streaq.Cron("receipts.sum", "0 9 * * *", () => { }),
            services => services.AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero))));

        var attempts = await queue.DrainAsync(within: TimeSpan.FromDays(3));
        // three attempts, and the clock is at 9:00 on 3 March
        #endregion
        return attempts;
    }

    public static async Task<TaskState> InlineAsync(FakeMailer mailer)
    {
        #region inline
        await using var queue = StreaqTestHost.Create(
            streaq => streaq.AddReceipts(),
            services => services.AddSingleton<IMailer>(mailer),
            testing: testing => testing.RunInline = true);

        var receipt = await queue.Client.EnqueueAsync(Tasks.SendReceipt, new Receipt("ann@example.org", 20m));
        // the receipt is sent
        #endregion
        return await receipt.StateAsync();
    }

    public static TaskHandle<int> Substitute()
    {
        #region handle
        TaskHandle<int> counted = TaskHandle.Succeeded("id-1", 4);
        TaskHandle refused = TaskHandle.Failed("id-2", new TaskError("System.TimeoutException", "The mail server did not answer."));
        #endregion
        return refused.Id.Length > 0 ? counted : throw new InvalidOperationException();
    }

    public static async Task<TaskOutcome> TimeOutAsync()
    {
        #region timeout
        await using var queue = StreaqTestHost.Create(streaq => streaq
            .Map(Tasks.CountWords, (string text, CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => 0, cancellationToken))
            .WithTimeout(TimeSpan.FromMinutes(1)));

        var running = queue.RunAsync(Tasks.CountWords, "never counted");
        queue.Time.Advance(TimeSpan.FromMinutes(1));
        var attempt = await running;
        // attempt.Outcome is Timeout
        #endregion
        return attempt.Outcome;
    }
}
