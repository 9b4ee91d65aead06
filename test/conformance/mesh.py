"""Reads with plain AWS calls how far a VPC has joined the mesh, aspect by aspect."""

from botocore.exceptions import ClientError

from sandbox import GLOBAL_REGION

# In the order in which a VPC joins, with the stage of each. It leaves in reverse: DNS first, logs last.
STAGES = {"logged": 0, "attached": 1, "associated": 2, "propagated": 2, "routed": 3, "zones": 4, "dns": 5}
ASPECTS = list(STAGES)
ZONES = {"piksel.internal.", "dev.piksel.internal."}


class Mesh:
    """Reads one VPC of a spoke, and the resources of the hub for it."""

    def __init__(self, spoke, hub, vpc_id, cidr, subnet_count):
        self.spoke = spoke
        self.hub = hub
        self.vpc_id = vpc_id
        self.cidr = cidr
        self.subnet_count = subnet_count

    def read(self, aspect):
        """Whether a part of the aspect exists, and whether all of it does: (some, all)."""
        return getattr(self, f"_{aspect}")()

    def _vpc_filter(self):
        return [{"Name": "vpc-id", "Values": [self.vpc_id]}]

    def _logged(self):
        flow = self.spoke.client("ec2").describe_flow_logs(
            Filter=[{"Name": "resource-id", "Values": [self.vpc_id]}]
        )["FlowLogs"]
        query = self.spoke.client("route53resolver").list_resolver_query_log_config_associations(
            Filters=[{"Name": "ResourceId", "Values": [self.vpc_id]}]
        )["ResolverQueryLogConfigAssociations"]
        active = [
            any(one["FlowLogStatus"] == "ACTIVE" and one["LogDestinationType"] == "s3" for one in flow),
            any(one["Status"] == "ACTIVE" for one in query),
        ]
        return any(active), all(active)

    def attachment(self):
        """The VPC's attachment as the spoke sees it, unless it is being deleted."""
        attachments = self.spoke.client("ec2").describe_transit_gateway_vpc_attachments(Filters=self._vpc_filter())
        alive = [
            one
            for one in attachments["TransitGatewayVpcAttachments"]
            if one["State"] not in ("deleting", "deleted", "failed", "rejected")
        ]
        return alive[0] if alive else None

    def _attached(self):
        attachment = self.attachment()
        complete = (
            attachment is not None
            and attachment["State"] == "available"
            and len(attachment["SubnetIds"]) == self.subnet_count
        )
        return attachment is not None, complete

    def _hub_attachment(self):
        found = self.hub.client("ec2").describe_transit_gateway_attachments(
            Filters=[
                {"Name": "resource-id", "Values": [self.vpc_id]},
                {"Name": "state", "Values": ["available", "modifying", "deleting"]},
            ]
        )["TransitGatewayAttachments"]
        return found[0] if found else None

    def _associated(self):
        association = (self._hub_attachment() or {}).get("Association")
        state = association["State"] if association else None
        return state in ("associating", "associated"), state == "associated"

    def _propagated(self):
        attachment = self._hub_attachment()
        if attachment is None:
            return False, False
        enabled = self._propagations(attachment["TransitGatewayAttachmentId"])
        if not enabled:
            return False, False
        association = attachment.get("Association")
        # A segment reaches itself, so the VPC's own table must have the route too.
        routed = association is not None and self._has_route(association["TransitGatewayRouteTableId"], attachment)
        return True, routed

    def _propagations(self, attachment_id):
        try:
            found = self.hub.client("ec2").get_transit_gateway_attachment_propagations(
                TransitGatewayAttachmentId=attachment_id
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "InvalidTransitGatewayAttachmentID.NotFound":
                return []
            raise
        return [one for one in found["TransitGatewayAttachmentPropagations"] if one["State"] == "enabled"]

    def _has_route(self, route_table_id, attachment):
        routes = self.hub.client("ec2").search_transit_gateway_routes(
            TransitGatewayRouteTableId=route_table_id,
            Filters=[{"Name": "type", "Values": ["propagated"]}],
        )["Routes"]
        return any(
            route["DestinationCidrBlock"] == self.cidr
            and route["State"] == "active"
            and route["TransitGatewayAttachments"][0]["TransitGatewayAttachmentId"]
            == attachment["TransitGatewayAttachmentId"]
            for route in routes
        )

    def _routed(self):
        tables = self.spoke.client("ec2").describe_route_tables(Filters=self._vpc_filter())["RouteTables"]
        to_mesh = [
            [route for route in table["Routes"] if "TransitGatewayId" in route and "DestinationPrefixListId" in route]
            for table in tables
        ]
        complete = bool(tables) and all(any(route["State"] == "active" for route in routes) for routes in to_mesh)
        return any(to_mesh), complete

    def _zones(self):
        found = self.spoke.client("route53", GLOBAL_REGION).list_hosted_zones_by_vpc(
            VPCId=self.vpc_id, VPCRegion=self.spoke.client("ec2").meta.region_name
        )["HostedZoneSummaries"]
        names = {zone["Name"] for zone in found}
        return bool(names), names == ZONES

    def dhcp_options_id(self):
        vpcs = self.spoke.client("ec2").describe_vpcs(VpcIds=[self.vpc_id])["Vpcs"]
        return vpcs[0]["DhcpOptionsId"]

    def _dns(self):
        """Whether the DHCP options name the hub's inbound resolver."""
        options = self.spoke.client("ec2").describe_dhcp_options(DhcpOptionsIds=[self.dhcp_options_id()])
        servers = [
            value["Value"]
            for configuration in options["DhcpOptions"][0]["DhcpConfigurations"]
            if configuration["Key"] == "domain-name-servers"
            for value in configuration["Values"]
        ]
        ours = set(servers) & self._resolver_addresses()
        return bool(ours), len(ours) >= 2

    def _resolver_addresses(self):
        resolver = self.hub.client("route53resolver")
        endpoints = resolver.list_resolver_endpoints(Filters=[{"Name": "Direction", "Values": ["INBOUND"]}])
        return {
            address["Ip"]
            for endpoint in endpoints["ResolverEndpoints"]
            for address in resolver.list_resolver_endpoint_ip_addresses(ResolverEndpointId=endpoint["Id"])[
                "IpAddresses"
            ]
        }
