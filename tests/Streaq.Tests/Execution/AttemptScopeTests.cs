using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Tests.Execution;

/// <summary>Each attempt has a scope of services, which middleware and handler share and which ends with it.</summary>
public sealed class AttemptScopeTests
{
    private readonly AttemptRig _rig = new();

    public AttemptScopeTests() => _rig.Services.AddScoped<Visit>();

    [Fact]
    public async Task Scope_OfAnAttempt_IsDisposedAfterIt()
    {
        Visit? seen = null;
        var disposedInside = true;
        _rig.Use(async (context, next) =>
        {
            await next(context);
            disposedInside = seen!.Disposed.Task.IsCompleted;
        });

        await _rig.RunAsync(1, (int _, Visit visit) => { seen = visit; });

        Assert.False(disposedInside);
        Assert.True(seen!.Disposed.Task.IsCompleted);
    }

    [Fact]
    public async Task Scope_OfAFailedAttempt_IsDisposedToo()
    {
        Visit? seen = null;

        await _rig.RunAsync(1, (int _, Visit visit) =>
        {
            seen = visit;
            throw new FormatException();
        });

        Assert.True(seen!.Disposed.Task.IsCompleted);
    }

    [Fact]
    public async Task Scope_OfEachAttempt_IsItsOwn()
    {
        var visits = new List<Visit>();

        await _rig.RunAsync(1, (int _, Visit visit) => visits.Add(visit));
        await _rig.RunAsync(1, (int _, Visit visit) => visits.Add(visit));

        Assert.NotSame(visits[0], visits[1]);
    }

    [Fact]
    public async Task ClassMiddleware_MadeFromTheScope_SharesItWithTheHandler()
    {
        _rig.Services.AddScoped<TenantMiddleware>();
        _rig.UseMiddleware<TenantMiddleware>();
        _rig.Message = message => message with { Details = new() { Headers = new Dictionary<string, string> { ["tenant"] = "north" } } };

        Assert.Equal("north", AttemptRig.Result<string>(await _rig.RunAsync<int, string>(1, (Visit visit) => visit.Tenant)));
    }

    private sealed class TenantMiddleware(Visit visit) : ITaskMiddleware
    {
        public Task InvokeAsync(TaskContext context, TaskDelegate next)
        {
            visit.Tenant = context.Headers["tenant"];
            return next(context);
        }
    }

    private sealed class Visit : IDisposable
    {
        public string Tenant { get; set; } = "";

        public TaskCompletionSource Disposed { get; } = new();

        public void Dispose() => Disposed.SetResult();
    }
}
