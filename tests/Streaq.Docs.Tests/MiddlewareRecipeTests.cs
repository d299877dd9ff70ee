using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http;
using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using Polly.Timeout;
using Streaq.Testing;

namespace Streaq.Docs.Tests;

using global::Docs;
using Tasks = global::Docs.Tasks;

/// <summary>The recipes of docs/guides/middleware-recipes.md do what the page says.</summary>
public sealed class MiddlewareRecipeTests
{
    [Fact]
    public async Task PollyTimeout_OverAHandlerThatWaits_FailsTheAttempt()
    {
        await using var queue = StreaqTestHost.Create(streaq => MiddlewareRecipes.AddTimeout(streaq, async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return 0;
        }));

        Assert.IsType<TimeoutRejectedException>((await queue.RunAsync(Tasks.CountWords, "a")).Error);
    }

    [Fact]
    public async Task PollyRetry_OverAHandlerThatFailsTwice_SucceedsInOneAttempt()
    {
        var calls = 0;
        await using var queue = StreaqTestHost.Create(streaq => MiddlewareRecipes.AddRetry(
            streaq, (text, _) => ++calls < 3 ? throw new HttpRequestException("busy") : Task.FromResult(text.Length)));

        var attempt = await queue.RunAsync(Tasks.CountWords, "abc");

        Assert.Equal((TaskOutcome.Success, 3, 3), (attempt.Outcome, attempt.Result, calls));
        Assert.Equal(2, queue.Spans.One("process text.count_words").Events.Count(told => told.Name == "streaq.middleware.repeated"));
    }

    [Fact]
    public async Task PollyBreaker_ThatIsOpen_SnoozesTheTask()
    {
        await using var queue = StreaqTestHost.Create(streaq => MiddlewareRecipes.AddBreaker(streaq, (_, _) => throw new HttpRequestException("down")));
        await queue.Client.EnqueueManyAsync(Tasks.CountWords, ["a", "b", "c"]);

        var attempts = await queue.DrainAsync();

        Assert.Equal([TaskOutcome.Failure, TaskOutcome.Failure, TaskOutcome.Snoozed], attempts.Select(attempt => attempt.Outcome));
    }

    [Fact]
    public async Task Cache_OfAKnownArgument_AnswersWithoutTheHandler()
    {
        var calls = 0;
        await using var queue = StreaqTestHost.Create(streaq => MiddlewareRecipes.AddCache(streaq, (text, _) => Task.FromResult(text.Length + (10 * calls++))));

        int[] results = [(await queue.RunAsync(Tasks.CountWords, "abc")).Result, (await queue.RunAsync(Tasks.CountWords, "abc")).Result];

        Assert.Equal([3, 3], results);
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Rate_OfOneKey_SnoozesTheSecond()
    {
        await using var queue = StreaqTestHost.Create(streaq => MiddlewareRecipes.AddRate(streaq, _ => { }));

        TaskOutcome[] outcomes =
        [
            (await queue.RunAsync(Tasks.SendReceipt, new Receipt("ann@example.org", 1))).Outcome,
            (await queue.RunAsync(Tasks.SendReceipt, new Receipt("ann@example.org", 2))).Outcome,
            (await queue.RunAsync(Tasks.SendReceipt, new Receipt("bob@example.org", 1))).Outcome,
        ];

        Assert.Equal([TaskOutcome.Success, TaskOutcome.Snoozed, TaskOutcome.Success], outcomes);
    }

    [Fact]
    public async Task Validation_OfABadArgument_RefusesTheEnqueue()
    {
        var task = new TaskDefinition<Named>("named");
        await using var queue = StreaqTestHost.Create(MiddlewareRecipes.AddValidation);

        await Assert.ThrowsAsync<ValidationException>(() => queue.Client.EnqueueAsync(task, new Named()));
        await queue.Client.EnqueueAsync(task, new Named { Name = "ann" });

        Assert.Equal(1, (await queue.Client.CountsAsync()).Ready["normal"]);
    }

    [Fact]
    public async Task Once_WithATaskThatIsRunAgain_HasOneEffect()
    {
        var sent = 0;
        await using var queue = StreaqTestHost.Create(
            streaq => MiddlewareRecipes.AddOnce(streaq, _ => sent++), services => services.AddSingleton<IDone, Done>());

        for (var i = 0; i < 2; i++)
        {
            Assert.Null((await queue.RunAsync(Tasks.SendReceipt, new Receipt("ann", 1), options: new EnqueueOptions { Id = "receipt-1" })).Error);
        }

        Assert.Equal(1, sent);
    }

    [Fact]
    public async Task Audit_OfATaskWithTheAttribute_IsNoted()
    {
        var audit = new Audit();
        await using var queue = StreaqTestHost.Create(
            streaq => MiddlewareRecipes.AddAudit(streaq, _ => { }), services => services.AddSingleton<IAudit>(audit));

        Assert.Null((await queue.RunAsync(Tasks.SendReceipt, new Receipt("ann", 1))).Error);

        Assert.Equal(["receipts.send for billing"], audit.Notes);
    }

    [Fact]
    public async Task Tenant_OfTheRequest_IsInTheHeader()
    {
        await using var queue = StreaqTestHost.Create(streaq => MiddlewareRecipes.AddTenant(streaq.Services, streaq));
        queue.Services.GetRequiredService<IHttpContextAccessor>().HttpContext = new DefaultHttpContext
        {
            User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("tenant", "acme")])),
        };

        await queue.Client.EnqueueAsync(Tasks.SendReceipt, new Receipt("ann", 1));

        Assert.Equal("acme", queue.Enqueued.One(Tasks.SendReceipt).Headers["tenant"]);
    }

    [Fact]
    public async Task Places_OfMiddleware_AreWhatThePageSays()
    {
        await using var queue = StreaqTestHost.Create(streaq => MiddlewareRecipes.AddGroups(
            streaq, _ => throw new FormatException("busy"), text => text.Length));

        Assert.Equal(TaskOutcome.Retry, (await queue.RunAsync(Tasks.SendReceipt, new Receipt("ann", 1))).Outcome);
        Assert.Equal(3, (await queue.RunAsync(Tasks.CountWords, "abc")).Result);
    }

    [Fact]
    public async Task Typed_Middleware_ChangesArgumentAndResult()
    {
        await using var queue = StreaqTestHost.Create(streaq => MiddlewareRecipes.AddTyped(streaq, text => -text.Length));

        Assert.Equal(0, (await queue.RunAsync(Tasks.CountWords, " abc ")).Result);
    }

    private sealed class Done : HashSet<string>, IDone
    {
        public Task<bool> ContainsAsync(string taskId) => Task.FromResult(Contains(taskId));

        public Task AddAsync(string taskId)
        {
            Add(taskId);
            return Task.CompletedTask;
        }
    }

    private sealed class Audit : IAudit
    {
        public List<string> Notes { get; } = [];

        public Task NoteAsync(string by, string task, string id)
        {
            Notes.Add($"{task} for {by}");
            return Task.CompletedTask;
        }
    }

    private sealed class Named
    {
        [Required]
        public string? Name { get; set; }
    }
}
