using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Streaq.Tests.Telemetry;

/// <summary>Log lines of a handler have their task in the scope, by the names of its span's attributes.</summary>
public sealed class AttemptLogScopeTests
{
    private static readonly TaskDefinition<int> Work = new("the.work");

    [Theory]
    [InlineData(LogLevel.Trace)]
    [InlineData(LogLevel.None)]
    public async Task Line_OfAHandler_HasItsTaskAtAnyLogLevelOfStreaq(LogLevel ofStreaq)
    {
        using var logs = new ScopedLogs();
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Work, (int _, ILoggerFactory loggers) => loggers.CreateLogger("Shop").Log(LogLevel.Information, "from the handler")),
            services: services => services.AddSingleton<ILoggerProvider>(logs).Configure<LoggerFilterOptions>(options =>
                options.Rules.Add(new LoggerFilterRule(providerName: null, "Streaq", ofStreaq, filter: null))));

        var handle = await host.Client.EnqueueAsync(Work, 1);
        await handle.WaitAsync(QueueHost.Patience);

        var scope = Assert.Single(logs.Lines, line => line.Message == "from the handler").Scope;
        Assert.Equal(
            new Dictionary<string, object?>
            {
                ["messaging.message.id"] = handle.Id,
                ["streaq.task.name"] = "the.work",
                ["messaging.destination.name"] = host.Queue,
                ["streaq.attempt"] = 1,
            },
            scope);
    }

    /// <summary>A provider like the usual ones: the factory keeps its scopes.</summary>
    private sealed class ScopedLogs : ILoggerProvider, ISupportExternalScope, ILogger
    {
        private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

        public ConcurrentQueue<(string Message, Dictionary<string, object?> Scope)> Lines { get; } = [];

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => _scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var scope = new Dictionary<string, object?>();
            _scopes.ForEachScope(
                static (held, all) =>
                {
                    foreach (var (name, value) in held as IEnumerable<KeyValuePair<string, object?>> ?? [])
                    {
                        all[name] = value;
                    }
                },
                scope);
            Lines.Enqueue((formatter(state, exception), scope));
        }

        public void Dispose()
        {
        }
    }
}
