using System.Net;
using NativeAot;

namespace Streaq.NativeAot.Tests;

/// <summary>The sample's dashboard, compiled to native code, answers like the one in IL.</summary>
public sealed class NativeDashboardTests(NativeWorker worker) : IClassFixture<NativeWorker>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Pages_OfTheQueue_Answer()
    {
        var packed = await worker.Client.EnqueueAsync(Warehouse.Pack, new Parcel(7, ["pen"]));
        await packed.WaitAsync(Patience);
        var broken = await worker.Client.EnqueueAsync(Warehouse.Ship, new Parcel(9, []));
        await Assert.ThrowsAsync<TaskFailedException>(() => broken.WaitAsync(Patience));
        var later = await worker.Client.EnqueueAsync(Warehouse.Ship, new Parcel(10, []), new EnqueueOptions { Delay = TimeSpan.FromHours(1) });
        var group = await worker.Client.GroupAsync(Warehouse.Pack, [new Parcel(1, [])]);
        var name = Assert.Single(await worker.Client.WorkersAsync()).WorkerId;

        foreach (var (path, text) in new[]
        {
            ("", "default"), ("default", "Worst dead letters"), ("default?window=8h", "8 hours"), ("default?window=72h", "3 days"),
            ("default/tasks", "No task is ready"), ("default/tasks?state=running", "No task is running"),
            ("default/tasks?state=scheduled", later.Id), ("default/tasks?state=waiting", "No task is waiting"),
            ($"default/tasks/{packed.Id}", "Succeeded"), ($"default/tasks/{broken.Id}", "Order 9 has nothing to ship."),
            ("default/dead", "InvalidOperationException"), ("default/recent", "A sample of"), ("default/names/warehouse.pack", "warehouse.pack"),
            ("default/schedules", "warehouse.tidy"), ("default/workers", "native"), ($"default/workers/{name}", "Holds"),
            ($"default/groups/{group.Id}", "Succeeded"), ("default/find", "Give the id"), ("~/board.css", "--back"), ("~/board.js", "'use strict'"),
        })
        {
            using var answer = await worker.Dashboard.GetAsync(path);

            Assert.True(answer.StatusCode is HttpStatusCode.OK, $"{path} answers {answer.StatusCode}.");
            Assert.Contains(text, await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Action_OfAPage_IsDone()
    {
        var later = await worker.Client.EnqueueAsync(Warehouse.Pack, new Parcel(11, ["cup"]), new EnqueueOptions { Delay = TimeSpan.FromHours(1) });
        using var request = new HttpRequestMessage(HttpMethod.Post, $"default/tasks/{later.Id}/run");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");

        using var answer = await worker.Dashboard.SendAsync(request);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(new Label("order 11: cup"), await later.ResultAsync(Patience));
    }
}
