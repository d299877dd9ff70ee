namespace Streaq.Dashboard.Tests.Pages;

/// <summary>Kept spans in the course of a task.</summary>
public sealed class TaskTraceTests : TracePageTest
{
    [Fact]
    public async Task Task_WithSpans_IsOneCourseWithThem()
    {
        var (task, traceId) = await ConfirmAsync();
        await KeepAsync(traceId, OfTrace(traceId));

        var page = await ReadAsync($"default/tasks/{task}");

        string[] expected =
        [
            "POST /orders", ". Enqueued", ". Attempt 1", ". . query", ". . retry orders.confirm", ". Waited to retry", ". Attempt 2", ". . query",
        ];
        Assert.Equal(expected, Rows(page).Where(row => row is not (". Waited" or ". Waited for a worker")));
        Assert.Equal(4, page.QuerySelectorAll(".waterfall rect.span").Length);
        Assert.Contains("shop-web", Cell(page, "POST /orders"));
        Assert.Equal($"../../default/traces/{traceId}", page.QuerySelector(".rest a")!.GetAttribute("href"));
        Assert.DoesNotContain("not sampled", page.Body!.TextContent);
        Assert.DoesNotContain("more spans", page.Body.TextContent);
    }

    [Fact]
    public async Task Task_WithSomeOfItsSpans_SaysWhatIsNotSampled()
    {
        var (task, traceId) = await ConfirmAsync();
        var all = OfTrace(traceId);
        // The processes of the request and of the second attempt keep no spans.
        var kept = all.Where(span => span.Name is not "POST /orders" && span.Attributes.GetValueOrDefault("streaq.attempt") != "2").ToArray();
        await KeepAsync(traceId, kept, dropped: 5);

        var page = await ReadAsync($"default/tasks/{task}");

        Assert.Equal("Not sampled", Rows(page)[0]);
        Assert.Contains("not sampled", Cell(page, "Attempt 2"));
        Assert.DoesNotContain("not sampled", Cell(page, "Attempt 1"));
        Assert.Contains("5 spans dropped", page.QuerySelector(".rest")!.TextContent);
    }

    [Fact]
    public async Task Task_WithSpansOfTheQueueAndOfElsewhere_IsOneCourseWithThem()
    {
        var (task, traceId) = await ConfirmAsync();
        var all = OfTrace(traceId);
        await KeepAsync(traceId, [.. all.Where(span => span.Name is not "query")], dropped: 2);
        // For spans that are there twice, the page takes the queue's.
        Beside.Traces = [new TaskTrace(traceId, [.. all.Select(span => span.Name is "query" ? span : span with { Name = "twice" })])];

        var page = await ReadAsync($"default/tasks/{task}");
        var whole = await ReadAsync($"default/traces/{traceId}");

        string[] expected =
        [
            "POST /orders", ". Enqueued", ". Attempt 1", ". . query", ". . retry orders.confirm", ". Waited to retry", ". Attempt 2", ". . query",
        ];
        Assert.Equal(expected, Rows(page).Where(row => row is not (". Waited" or ". Waited for a worker")));
        Assert.Single(page.QuerySelectorAll(".rest a"));
        Assert.DoesNotContain("dropped", page.Body!.TextContent);
        Assert.Equal(all.Length, Rows(whole).Count);
        Assert.DoesNotContain("twice", whole.Body!.TextContent);
    }

    [Fact]
    public async Task Task_WhoseSpansElsewhereCantBeRead_SaysSo()
    {
        var (task, traceId) = await ConfirmAsync();
        await KeepAsync(traceId, OfTrace(traceId));
        Beside.Fails = true;

        var page = await ReadAsync($"default/tasks/{task}");

        Assert.Equal("POST /orders", Rows(page)[0]);
        Assert.Contains("elsewhere can't be read (InvalidOperationException): its spans are missing here.", page.Body!.TextContent);
    }

    [Fact]
    public async Task Task_WithoutSpans_ShowsItsOwnCourseAlone()
    {
        var (task, _) = await ConfirmAsync();

        var page = await ReadAsync($"default/tasks/{task}");

        Assert.Equal("Enqueued", Rows(page)[0]);
        Assert.Null(page.QuerySelector(".rest"));
        Assert.DoesNotContain("not sampled", page.Body!.TextContent, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Task_OfARequestThatEnqueuedOthers_LeavesThemOut()
    {
        var (task, traceId) = await ConfirmAsync(others: 3);
        await KeepAsync(traceId, OfTrace(traceId));

        var page = await ReadAsync($"default/tasks/{task}");
        var whole = await ReadAsync($"default/traces/{traceId}");

        Assert.Single(Rows(page), row => row.EndsWith("Attempt 1", StringComparison.Ordinal));
        // For each other task: enqueue, two attempts, two queries, a retry.
        Assert.Contains("18 more spans", page.QuerySelector(".rest")!.TextContent);
        Assert.Equal(25, Rows(whole).Count);
        Assert.Contains(whole.QuerySelectorAll(".waterfall a.id"), link => link.GetAttribute("href") == $"../../default/tasks/{task}");
    }
}
