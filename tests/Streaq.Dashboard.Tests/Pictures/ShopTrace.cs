using System.Diagnostics;

namespace Streaq.Dashboard.Tests.Pictures;

/// <summary>
/// The spans of an order's trace, as a web application and a worker keep them: Streaq's spans
/// with their ids, at the times of the shop's clock.
/// </summary>
internal sealed class ShopTrace
{
    private readonly List<TraceSpan> _spans = [];
    private int _number;

    public static async Task<TaskTrace> OfAsync(IStreaqClient client, ActivityLog log, Activity request, string receiptId)
    {
        var task = await client.ReportAsync(Shop.Billed);
        var receipt = await client.ReportAsync(receiptId);
        var all = new ShopTrace();
        all.AddRequest(request, log.Named("enqueue orders.bill").Last().SpanId.ToHexString(), task.EnqueuedAt!.Value);
        foreach (var (past, i) in task.History.Select((past, i) => (past, i)))
        {
            all.AddAttempt(log, past.SpanId!, past.StartedAt, past.FinishedAt - past.StartedAt, isAway: true, slow: i == 1);
        }

        all.AddAttempt(log, task.SpanId!, task.StartedAt!.Value, task.FinishedAt!.Value - task.StartedAt.Value, isAway: false, slow: false);
        all.AddReceipt(log, task, receipt);
        return new TaskTrace(task.TraceId!, all._spans);
    }

    private void AddRequest(Activity request, string enqueueId, DateTimeOffset at)
    {
        var id = request.SpanId.ToHexString();
        Add("POST /orders", at.AddMilliseconds(-24), 38, parent: null, "shop-web", ActivityKind.Server, id, ("http.route", "/orders"), ("http.response.status_code", "201"));
        Add("INSERT orders", at.AddMilliseconds(-17), 9, id, "shop-web", ActivityKind.Client, null, ("db.system.name", "postgresql"));
        Add("enqueue orders.bill", at, 2, id, "shop-web", ActivityKind.Producer, enqueueId, ("messaging.message.id", Shop.Billed), ("messaging.operation.name", "enqueue"), ("messaging.destination.name", "shop"));
    }

    private void AddAttempt(ActivityLog log, string id, DateTimeOffset at, TimeSpan took, bool isAway, bool slow)
    {
        var parent = log.Stopped.First(span => span.SpanId.ToHexString() == id).ParentSpanId.ToHexString();
        Add("process orders.bill", at, took.TotalMilliseconds, parent, "shop-worker", ActivityKind.Consumer, id);
        Add("SELECT customers", at.AddMilliseconds(3), 11, id, "shop-worker", ActivityKind.Client, null, ("db.system.name", "postgresql"));
        var status = isAway ? "503" : "200";
        var bank = Add(
            "POST bank.example.org", at.AddMilliseconds(16), slow ? 1_009 : isAway ? 191 : 148, id, "shop-worker", ActivityKind.Client, null,
            ("http.request.method", "POST"), ("http.response.status_code", status));
        if (isAway)
        {
            _spans[^1] = _spans[^1] with { IsError = true };
        }
        else
        {
            Add("authorize charge", at.AddMilliseconds(30), 121, bank, "bank-gateway", ActivityKind.Server, null);
            Add("UPDATE orders", at.AddMilliseconds(171), 14, id, "shop-worker", ActivityKind.Client, null, ("db.system.name", "postgresql"));
        }
    }

    private void AddReceipt(ActivityLog log, TaskReport task, TaskReport receipt)
    {
        var at = receipt.EnqueuedAt!.Value;
        var enqueue = log.Named("enqueue receipts.send").Last().SpanId.ToHexString();
        (string, string)[] told = [("messaging.message.id", receipt.TaskId), ("messaging.destination.name", "shop")];
        Add("enqueue receipts.send", at, 2, task.SpanId, "shop-worker", ActivityKind.Producer, enqueue, [.. told, ("messaging.operation.name", "enqueue")]);
        var process = Add(
            "process receipts.send", receipt.StartedAt!.Value, 87, enqueue, "shop-worker", ActivityKind.Consumer, receipt.SpanId, [.. told, ("messaging.operation.name", "process")]);
        Add("SMTP mail.example.org", receipt.StartedAt.Value.AddMilliseconds(9), 72, process, "shop-worker", ActivityKind.Client, null);
    }

    private string Add(
        string name, DateTimeOffset at, double milliseconds, string? parent, string service, ActivityKind kind, string? id, params (string Name, string Value)[] tags)
    {
        _spans.Add(new TraceSpan
        {
            SpanId = id ?? $"{++_number:x16}",
            ParentId = parent,
            Name = name,
            Source = "Shop",
            Service = service,
            Kind = kind,
            StartedAt = at,
            Duration = TimeSpan.FromMilliseconds(milliseconds),
            Attributes = tags.ToDictionary(tag => tag.Name, tag => tag.Value),
        });
        return _spans[^1].SpanId;
    }
}
