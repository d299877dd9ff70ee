using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Streaq.Testing;

namespace Streaq.Docs.Tests;

using global::Docs;
// Inside the namespace, so that they take precedence over Streaq's own namespaces of these names.
using Tasks = global::Docs.Tasks;

/// <summary>The snippets of the page on retries decide as the page says.</summary>
public sealed class RetrySnippetTests
{
    private static readonly Receipt Receipt = new("ann@example.org", 1);

    [Fact]
    public async Task Task_WithAnAnswerThatIsAnError_RunsAgainAfterTwoSecondsAtMost()
    {
        await using var queue = Create(Retries.Map, HttpStatusCode.ServiceUnavailable);

        var attempt = await queue.RunAsync(Tasks.SendReceipt, Receipt);

        Assert.Equal(TaskOutcome.Retry, attempt.Outcome);
        Assert.InRange(attempt.RetryDelay!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        Assert.Equal(TaskOutcome.Failure, (await queue.RunAsync(Tasks.SendReceipt, Receipt, attempt: 5)).Outcome);
    }

    [Fact]
    public async Task Task_WithAnotherException_FailsAtOnce()
    {
        await using var queue = Create(Retries.Map, new FormatException("no"));

        Assert.Equal(TaskOutcome.Failure, (await queue.RunAsync(Tasks.SendReceipt, Receipt)).Outcome);
    }

    [Theory]
    [InlineData(typeof(TimeoutException), TaskOutcome.Retry)]
    [InlineData(typeof(HttpRequestException), TaskOutcome.Retry)]
    [InlineData(typeof(FormatException), TaskOutcome.Failure)]
    public async Task Queue_WithARule_DecidesForAllTasks(Type thrown, TaskOutcome outcome)
    {
        await using var queue = StreaqTestHost.Create(streaq =>
        {
            Retries.UseForAll(streaq);
            streaq.Map(Tasks.CountWords, int (string _) => throw (Exception)Activator.CreateInstance(thrown)!);
        });

        Assert.Equal(outcome, (await queue.RunAsync(Tasks.CountWords, "")).Outcome);
    }

    [Fact]
    public async Task Handler_WithRetryAfter_WaitsAsLongAsTheServerAsks()
    {
        var answer = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        answer.Headers.RetryAfter = new(TimeSpan.FromMinutes(3));
        await using var queue = Create(Retries.MapByHand, answer);

        var attempt = await queue.RunAsync(Tasks.CountWords, "https://example.org/");

        Assert.Equal((TaskOutcome.Retry, TimeSpan.FromMinutes(3)), (attempt.Outcome, attempt.RetryDelay));
    }

    /// <summary>The page begins with a whole program. These tests run the part that decides about retries.</summary>
    [Fact]
    public void Program_OfThePage_MapsTheTaskAsTestedHere() => Assert.Contains(Region("Retries.cs", "task"), Region("WholePrograms.cs", "retry"));

    private static string Region(string file, string name)
    {
        var code = Markdown.WithoutIndentation(File.ReadAllText(Path.Combine(Repository.Root, "samples", "Docs", file)).ReplaceLineEndings("\n"));
        return code.Split($"#region {name}\n")[1].Split("\n#endregion")[0];
    }

    private static StreaqTestHost Create(Action<StreaqBuilder> map, HttpStatusCode answer) => Create(map, new HttpResponseMessage(answer));

    private static StreaqTestHost Create(Action<StreaqBuilder> map, object answer) =>
        StreaqTestHost.Create(map, services => services.AddSingleton(new HttpClient(new Server(answer))));

    /// <summary>Returns an answer, or throws the given exception instead.</summary>
    private sealed class Server(object answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            answer is HttpResponseMessage response ? Task.FromResult(response) : throw (Exception)answer;
    }
}
