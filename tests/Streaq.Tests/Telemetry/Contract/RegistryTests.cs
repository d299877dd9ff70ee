using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Streaq.Telemetry;
using Attribute = Streaq.Tests.Telemetry.Contract.Registry.Attribute;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>Everything that is emitted is registered, and everything that is registered is emitted.</summary>
[Collection(RedisCollection.Name)]
public sealed class RegistryTests(ScenarioFixture scenario) : IClassFixture<ScenarioFixture>
{
    private static readonly Registry Registry = Registry.Load().Of(package: null);

    private static readonly Conventions Conventions = Conventions.Load();

    private readonly TelemetryTap _tap = scenario.Tap;

    [Fact]
    public void Spans_Emitted_AreRegistered()
    {
        var errors = _tap.Spans.All.SelectMany(span => Registry.SpanOf(span) is { } group
            ? Problems(span.DisplayName, span.TagObjects.ToDictionary(), Registry.AttributesOf(group))
            : [$"{span.DisplayName} ({span.Kind}) is not registered"]);

        Assert.Empty(errors.Distinct());
    }

    [Fact]
    public void Spans_Registered_AreEmittedWithEachOfTheirAttributes()
    {
        var emitted = _tap.Spans.All.ToLookup(span => Registry.SpanOf(span)?.Id);

        Assert.Empty(Registry.Spans.SelectMany(group => Missing(
            group.Id, Registry.AttributesOf(group).Keys, emitted[group.Id].SelectMany(span => span.TagObjects.Select(tag => tag.Key)))));
        Assert.Empty(Registry.Spans.SelectMany(group => group.Annotations.Names
            .Where(name => !emitted[group.Id].Any(span => Registry.Rendered(name, span) == span.DisplayName))));
    }

    [Fact]
    public void Links_Emitted_AreRegistered()
    {
        var links = _tap.Spans.All.SelectMany(span => span.Links.Where(link => link.Context.SpanId != span.ParentSpanId || link.Tags is not null))
            .Select(link => Assert.Single(link.Tags!)).ToList();

        Assert.Equal(["messaging.message.id", "streaq.link.kind"], links.Select(tag => tag.Key).Distinct().Order());
        Assert.Equal(
            Registry.Own["streaq.link.kind"].Members.Order(),
            links.Where(tag => tag.Key == "streaq.link.kind").Select(tag => (string)tag.Value!).Distinct().Order());
    }

    [Fact]
    public void Spans_Emitted_NeverLinkIntoTheirOwnTraceWithoutParent() => SpanFacts.AssertNoneLinksIntoItsOwnTraceWithoutParent(_tap.Spans.All);

    [Fact]
    public void Values_OfAnEnumeration_AreThoseRegistered()
    {
        var emitted = _tap.Spans.All.SelectMany(span => span.TagObjects).Concat(_tap.Measurements.All.SelectMany(measured => measured.Tags))
            .ToLookup(tag => tag.Key, tag => tag.Value);

        foreach (var attribute in Registry.Own.Values.Where(attribute => attribute is { Members.Count: > 0, Name: not "streaq.link.kind" }))
        {
            Assert.Equal(attribute.Members.Order(), emitted[attribute.Name].Select(value => (string)value!).Distinct().Order());
        }
    }

    [Fact]
    public void Values_OfTheConventionsAttributes_AreOfTheirTypes()
    {
        var emitted = _tap.Spans.All.SelectMany(span => span.TagObjects).Concat(_tap.Measurements.All.SelectMany(measured => measured.Tags))
            .Where(tag => Conventions.Attributes.ContainsKey(tag.Key)).ToLookup(tag => tag.Key, tag => tag.Value);

        Assert.All(emitted, attribute =>
        {
            var asked = Conventions.Attributes[attribute.Key];
            Assert.All(attribute, value => Assert.True(asked.Type == "int" ? value is int or long : value is string, attribute.Key));
            Assert.Empty(asked.Values.Count == 0 ? [] : attribute.Select(value => $"{value}").Except(asked.Values));
        });
    }

    [Fact]
    public void Spans_Emitted_AreOfTheirConventionsOperation()
    {
        var operations = _tap.Spans.All.Select(span => (Registry.SpanOf(span)!.Annotations.Convention, Type: span.GetTagItem("messaging.operation.type") as string)).Distinct();

        Assert.All(operations, pair => Assert.Equal(pair.Convention is null ? null : Conventions.Spans[pair.Convention].Operation, pair.Type));
    }

    [Fact]
    public void Attributes_OfTheCode_AreRegistered()
    {
        var declared = typeof(TelemetryAttributes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.Name != nameof(TelemetryAttributes.System)).Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(Registry.AttributeNames.Order(), declared.Order());
    }

    [Fact]
    public void Events_Emitted_AreRegistered()
    {
        var registered = Registry.Events.Select(Describe).Order().ToList();

        Assert.Equal(registered, _tap.Logs.All.Select(log => Describe(log.Event.Name, log.Event.Id, log.Level, log.Parameters)).Distinct().Order());
    }

    /// <summary>
    /// For tools that show only the text. One event reports an outcome that was not stored,
    /// with or without an exception, and names the outcome.
    /// </summary>
    [Fact]
    public void Events_WithAnException_NameItsTypeAndMessage()
    {
        var thrown = _tap.Logs.All.Where(log => log.HasException && log.Event.Name != "streaq.task.outcome_lost").ToList();

        Assert.NotEmpty(thrown);
        Assert.Empty(thrown.Where(log => !log.Parameters.Contains("ErrorType") || !log.Parameters.Contains("ErrorMessage")).Select(log => log.Event.Name).Distinct());
    }

    [Fact]
    public void Events_OfTheCode_AreRegistered()
    {
        var declared = new[] { typeof(TaskLog), typeof(FaultLog), typeof(CallLog) }
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>();

        Assert.Equal(
            Registry.Events.Select(group => (group.Annotations.Id, group.Name)).Order(),
            declared.Select(message => (message.EventId, message.EventName)).Order());
    }

    internal static IEnumerable<string> Problems(string name, IReadOnlyDictionary<string, object?> tags, IReadOnlyDictionary<string, Attribute> registered) =>
    [
        .. tags.Keys.Where(key => !registered.ContainsKey(key)).Select(key => $"{name}: {key} is not registered"),
        .. registered.Values.Where(attribute => attribute.IsRequired && !tags.ContainsKey(attribute.Name)).Select(attribute => $"{name}: {attribute.Name} is missing"),
        .. tags.Where(tag => Registry.Own.GetValueOrDefault(tag.Key) is { } own && !IsOfType(tag.Value, own)).Select(tag => $"{name}: {tag.Key} is a {tag.Value?.GetType().Name}"),
    ];

    internal static IEnumerable<string> Missing(string name, IEnumerable<string> registered, IEnumerable<string> emitted) =>
        registered.Except(emitted).Select(attribute => $"{name}: {attribute} is never emitted");

    private static bool IsOfType(object? value, Attribute attribute) => attribute.Type switch
    {
        "int" => value is int or long,
        "double" => value is double,
        "string[]" => value is string[],
        _ => value is string,
    };

    private static string Describe(Registry.Group group) =>
        $"{group.Name} {group.Annotations.Id} {group.Annotations.Level} {string.Join(',', group.Annotations.Parameters.Order())}";

    private static string Describe(string? name, int id, LogLevel level, IEnumerable<string> parameters) => $"{name} {id} {level} {string.Join(',', parameters.Order())}";
}
